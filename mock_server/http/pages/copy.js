
// All that a script does here: a button that copies the link. Without it nothing is lost.
(() => {
  const field = document.getElementById("link");
  const button = document.getElementById("copy");
  const told = document.getElementById("copied");

  async function copied() {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // Not permitted, or unknown to a page that was not served over TLS: the old way.
      field.focus();
      field.select();
      return document.execCommand("copy");
    }
  }

  button.addEventListener("click", async () => {
    told.textContent = ""; // the same words are then news again
    const done = await copied();
    if (done) button.focus(); // otherwise the selected link is where the voter goes on
    told.textContent = done ? button.dataset.copied : button.dataset.notCopied;
  });

  for (const event of ["focus", "click"]) {
    field.addEventListener(event, () => {
      if (field.selectionStart === field.selectionEnd) field.select();
    });
  }

  button.hidden = false;
})();
