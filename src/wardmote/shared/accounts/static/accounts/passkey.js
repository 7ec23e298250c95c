// Asks the browser for a passkey and sends what it answers with the form. Without script the form offers nothing:
// the words beside it say so.
const said = {
  NotAllowedError: "Nothing happened: you cancelled, or it took too long. Try again.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "This address cannot use passkeys. It must begin with https.",
};
const other = "That did not work. Try again, or use a code from an authenticator app.";

async function options(button) {
  const given = document.getElementById("js_data");
  if (given) return JSON.parse(given.textContent);
  const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function passkey(button) {
  const asked = await options(button);
  if (button.dataset.passkey !== "create") return webauthnJSON.get(asked.request_options);
  const wanted = asked.creation_options;
  if (button.form.elements.passwordless.checked) {
    Object.assign(wanted.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  return webauthnJSON.create(wanted);
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  const words = button.form.querySelector("[data-passkey-said]");
  button.hidden = !window.PublicKeyCredential;
  if (button.hidden) words.textContent = "This browser cannot use passkeys.";
  button.addEventListener("click", async () => {
    words.textContent = "";
    try {
      button.form.elements.credential.value = JSON.stringify(await passkey(button));
      button.form.submit();
    } catch (error) {
      words.textContent = said[error.name] ?? other;
    }
  });
}
