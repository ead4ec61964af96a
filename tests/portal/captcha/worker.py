"""A computer that answers captchas. It shares nothing with the client on purpose."""

from typing import Any

import altcha


def work_out(captcha: dict[str, Any], **altered: Any) -> dict[str, Any]:
    """What answers a captcha by work; with parameters that were ``altered`` first."""
    given = captcha["work"]
    challenge = altcha.Challenge.from_dict(
        {**given, "parameters": {**given["parameters"], **altered}}
    )
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    payload = altcha.Payload(challenge, solution).to_base64()
    return {"captcha_id": captcha["id"], "captcha_answer": {"payload": payload}}


def verified(payload: str, secret: bytes) -> bool:
    """Whether a proof holds, where the same secret signed the challenge and its key."""
    return altcha.verify_solution(payload, secret, hmac_key_secret=secret).verified
