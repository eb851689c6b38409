// The buttons that sign with a passkey or make one. Without this script, or in a browser that knows no passkeys, they
// stay hidden, and password and code do the same.

const canMake = typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** Asks the server for a challenge, has the browser sign it, and sends the form with the answer. */
async function press(button) {
  const { form } = button;
  const [failed, field] = [form.querySelector('.passkey [role="alert"]'), form.elements.passkey];
  failed.hidden = true;
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.options, { method: 'POST', redirect: 'manual' });
    // They have to prove first who they are.
    if (answer.type === 'opaqueredirect') return location.assign(`/staff/prove?to=${location.pathname}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const options = await answer.json();
    const credential =
      button.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    field.value = JSON.stringify(credential.toJSON());
    // Sends the form although the fields for a password are empty.
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

if (canMake) {
  for (const button of document.querySelectorAll('[data-passkey]')) {
    button.closest('.passkey').hidden = false;
    button.addEventListener('click', () => press(button));
  }
}
