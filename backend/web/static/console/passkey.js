// Passkeys: asks the server what to sign, lets the browser ask the key, sends its answer.
"use strict";
(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // An error of the browser or of a lost line is said in our words; one of the server in its own.
  class Said extends Error {}

  const send = async (path, form, answer) => {
    const fields = new URLSearchParams(new FormData(form));
    if (answer) fields.set("answer", JSON.stringify(answer));
    const reply = await fetch(path, {
      method: "POST", body: fields, headers: { Accept: "application/json" }, redirect: "error",
    });
    const told = await reply.json();
    if (!reply.ok) throw new Said(told.error);
    return told;
  };

  const opened = (options) => {
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials])
      for (const one of list || []) one.id = toBytes(one.id);
    return options;
  };

  const answerOf = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (made.response[name]) response[name] = toText(made.response[name]);
    return { id: made.id, rawId: toText(made.rawId), type: made.type, response };
  };

  const run = async (form) => {
    const path = form.dataset.passkey;
    const options = opened(await send(`${path}/begin`, form));
    const made = options.user
      ? await navigator.credentials.create({ publicKey: options })
      : await navigator.credentials.get({ publicKey: options });
    const told = await send(path, form, answerOf(made));
    location.assign(told.next);
    if (told.next.includes("#")) location.reload();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    if (!window.PublicKeyCredential || !navigator.credentials) { form.hidden = true; continue; }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector(".problem");
      problem.hidden = true;
      button.disabled = true;
      try {
        await run(form);
      } catch (error) {
        problem.textContent = error instanceof Said ? error.message : form.dataset.away;
        problem.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
