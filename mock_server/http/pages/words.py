"""What the pages say, in each language.

The words of the client's own choices are the client's (tests/web holds them to it).
"""

from __future__ import annotations

from typing import Final

from tui_voter.contract.links import LinkKind
from tui_voter.contract.shapes import Language

NAMES: Final = {Language.FR: "Français", Language.EN: "English"}
"""Each language in its own."""

WORDS: Final[dict[Language, dict[str, str]]] = {
    Language.FR: {
        "switch_label": "Langue",
        "help_heading": "Besoin d’aide ?",
        # The page of a mailed link
        "link_title": "Votre lien s’ouvre dans un terminal",
        "link_lead": "Ce portail s’utilise avec tui-voter, un programme de terminal. "
        "Copiez le lien de votre mail, puis collez-le dans ce programme.",
        "link_untouched": "Ouvrir cette page n’utilise pas votre lien, et ne dit pas s’il est "
        "encore valable : seul tui-voter le fait.",
        "copy_heading": "1. Copiez votre lien unique",
        "link_label": "Votre lien à usage unique",
        "copy_hint": "Dans ce champ, Ctrl+A puis Ctrl+C copie le lien "
        "(sur Mac : Cmd+A puis Cmd+C).",
        "copy_button": "Copier le lien",
        "copied": "Lien copié. Collez-le dans le terminal.",
        "not_copied": "Le navigateur ne permet pas de copier d’ici. Le lien est sélectionné : "
        "Ctrl+C le copie (sur Mac : Cmd+C).",
        "link_secret": "Ce lien est personnel : ne le transmettez à personne.",
        "paste_heading": "3. Collez le lien",
        "paste": "tui-voter vous demande votre lien. Collez-le : Ctrl+Maj+V dans la plupart des "
        "terminaux, Cmd+V sur Mac, ou « Coller » dans le menu du terminal. Puis appuyez sur "
        "Entrée.",
        "portal_shown": "Si tui-voter ne connaît pas encore ce portail, il vous montre son "
        "adresse, et n’envoie rien avant que vous l’ayez reconnue.",
        "link_lost_heading": "Si le lien ne fonctionne plus",
        "link_lost": "Il est à usage unique. S’il est perdu, expiré ou déjà utilisé, lancez "
        "tui-voter avec l’adresse de ce portail :",
        # The front page
        "front_title": "Ce portail s’utilise dans un terminal",
        "front_lead": "Votre espace électeur s’ouvre avec tui-voter, un programme de "
        "terminal, et non dans ce navigateur.",
        "mail_heading": "1. Copiez le lien de votre mail",
        "mail": "À l’intérieur du mail d’ouverture du portail, vous trouverez un lien unique "
        "vous donnant accès à l’espace permettant de créer votre espace électeur. Copiez ce "
        "lien : tui-voter vous le demandera.",
        "no_mail_heading": "Si vous n’avez pas reçu ce mail",
        "no_mail": "Si vous n’avez pas reçu ce mail, ou si vous l’avez supprimé par "
        "inadvertance, lancez tui-voter avec l’adresse de ce portail :",
        "sign_in": "Une fois votre compte activé, la même commande mène à « Se connecter ».",
        # The mailbox of a training room
        "mailbox_title": "Boîte aux lettres de la salle",
        "mailbox_of_title": "Mails de",
        "training_only": "Réservé à une salle de formation : tout le monde voit ici les mails "
        "de tous, liens compris. Cette page se lit, et rien ne s’y change.",
        "mailbox_lead": "Choisissez votre adresse : vos mails s’y trouvent, le plus récent "
        "en premier.",
        "look_again": "Actualiser cette page",
        "to_mailbox": "Toutes les adresses",
        "no_mails": "Aucun mail pour l’instant.",
        "count_label": "Nombre de mails :",
        "latest_label": "Dernier mail :",
        "date_label": "Date",
        "from_label": "De",
        "to_label": "À",
        # An address where nothing is
        "missing_title": "Cette page n’existe pas",
        "missing": "Il n’y a rien à cette adresse.",
        "missing_link": "Si vous avez suivi le lien d’un mail, il a peut-être été coupé ou "
        "modifié : copiez-le en entier depuis le mail, et collez-le dans tui-voter.",
        "to_front": "Aller à l’accueil du portail",
        # Parts of several pages
        "start_heading": "2. Lancez tui-voter",
        "start_lead": "Ouvrez un terminal, tapez une de ces deux commandes et appuyez sur "
        "Entrée. N’y ajoutez pas le lien : une commande est visible d’autrui, et votre lien "
        "est un secret.",
        "full_screen": "En plein écran, au clavier ou à la souris :",
        "line_by_line": "Ligne à ligne, pour lecteur d’écran et plage braille :",
        "install_heading": "Si tui-voter n’est pas installé",
        "install_source": "Prenez tui-voter là où votre organisateur l’indique, et nulle part "
        "ailleurs. L’assistance, au bas de cette page, vous renseigne.",
        "install_lead": "Il vous faut Python 3.11 à 3.13, sous Linux ou macOS. Dans un terminal, "
        "placez-vous dans le dossier de tui-voter, et tapez :",
        "install_then": "Ainsi installé, il se lance depuis ce dossier par l’une de ces "
        "deux commandes :",
    },
    Language.EN: {
        "switch_label": "Language",
        "help_heading": "Do you need help?",
        # The page of a mailed link
        "link_title": "Your link opens in a terminal",
        "link_lead": "This portal is used with tui-voter, a program for the terminal. "
        "Copy the link from your mail, then paste it into that program.",
        "link_untouched": "Opening this page does not use your link, and does not tell whether "
        "it is still valid: only tui-voter does.",
        "copy_heading": "1. Copy your unique link",
        "link_label": "Your single-use link",
        "copy_hint": "In this field, Ctrl+A then Ctrl+C copies the link "
        "(on a Mac: Cmd+A then Cmd+C).",
        "copy_button": "Copy the link",
        "copied": "Link copied. Paste it into the terminal.",
        "not_copied": "The browser does not allow copying from here. The link is selected: "
        "Ctrl+C copies it (on a Mac: Cmd+C).",
        "link_secret": "This link is personal: do not pass it on to anybody.",
        "paste_heading": "3. Paste the link",
        "paste": "tui-voter asks for your link. Paste it: Ctrl+Shift+V in most terminals, "
        "Cmd+V on a Mac, or “Paste” in the terminal’s menu. Then press Enter.",
        "portal_shown": "If tui-voter does not know this portal yet, it shows you its address, "
        "and sends nothing before you have recognised it.",
        "link_lost_heading": "If the link no longer works",
        "link_lost": "It is for a single use. If it is lost, expired or already used, start "
        "tui-voter with the address of this portal:",
        # The front page
        "front_title": "This portal is used in a terminal",
        "front_lead": "Your voter space opens with tui-voter, a program for the terminal, and "
        "not in this browser.",
        "mail_heading": "1. Copy the link from your mail",
        "mail": "In the mail about the opening of the portal you will find a unique link. It "
        "gives access to the space in which you create your voter space. Copy that "
        "link: tui-voter will ask for it.",
        "no_mail_heading": "If you have not received this mail",
        "no_mail": "If you have not received this mail, or have deleted it by mistake, start "
        "tui-voter with the address of this portal:",
        "sign_in": "Once your account is activated, the same command leads to “Sign in”.",
        # The mailbox of a training room
        "mailbox_title": "The room’s mailbox",
        "mailbox_of_title": "Mails of",
        "training_only": "For a training room only: everybody sees everybody’s mails here, "
        "links included. This page is for reading, and nothing can be changed on it.",
        "mailbox_lead": "Choose your address: your mails are there, the newest first.",
        "look_again": "Look again for new mails",
        "to_mailbox": "All addresses",
        "no_mails": "There are no mails yet.",
        "count_label": "Number of mails:",
        "latest_label": "Latest mail:",
        "date_label": "Date",
        "from_label": "From",
        "to_label": "To",
        # An address where nothing is
        "missing_title": "This page does not exist",
        "missing": "There is nothing at this address.",
        "missing_link": "If you followed a link from a mail, it may have been cut or altered: "
        "copy the whole of it from the mail, and paste it into tui-voter.",
        "to_front": "Go to the portal’s front page",
        # Parts of several pages
        "start_heading": "2. Start tui-voter",
        "start_lead": "Open a terminal, type one of these two commands and press Enter. Do not "
        "add the link to it: others can see a command, and your link is a secret.",
        "full_screen": "Full screen, with keyboard or mouse:",
        "line_by_line": "Line by line, for screen readers and braille displays:",
        "install_heading": "If tui-voter is not installed",
        "install_source": "Get tui-voter where your organiser says, and nowhere else. The help "
        "desk, at the foot of this page, will tell you.",
        "install_lead": "You need Python 3.11 to 3.13, on Linux or macOS. In a terminal, go to "
        "the folder of tui-voter, and type:",
        "install_then": "Installed this way, it is started from that folder with one of "
        "these two commands:",
    },
}

THEN: Final = {
    Language.FR: {
        LinkKind.ACTIVATION: "Vous pourrez alors créer votre mot de passe, compléter le "
        "captcha, choisir votre « question défi », y répondre, et activer votre compte.",
        LinkKind.RECOVERY: "Vous répondrez à votre « question défi », puis vous créerez votre "
        "nouveau mot de passe.",
    },
    Language.EN: {
        LinkKind.ACTIVATION: "You can then create your password, complete the captcha, choose "
        "your challenge question, answer it, and activate your account.",
        LinkKind.RECOVERY: "You will answer your challenge question, then create your new "
        "password.",
    },
}
"""What the voter does once the link is pasted."""

ANOTHER: Final = {
    Language.FR: {
        LinkKind.ACTIVATION: "Choisissez « Recevoir un nouveau lien », et renseignez votre "
        "identifiant électeur (votre adresse mail professionnelle).",
        LinkKind.RECOVERY: "Choisissez « Se connecter », puis « Mot de passe oublié », et "
        "renseignez votre identifiant électeur (votre adresse mail professionnelle).",
    },
    Language.EN: {
        LinkKind.ACTIVATION: "Choose “Receive a new link”, and enter your voter identifier "
        "(your professional e-mail address).",
        LinkKind.RECOVERY: "Choose “Sign in”, then “Forgotten password”, and enter your voter "
        "identifier (your professional e-mail address).",
    },
}
"""How to receive another link, with the client at this portal."""
