// The page of the day keeps itself up to date, and says so when it cannot. Without this script the pages work too.

const find = (id, page = document) => page.getElementById(id);

const EVERY_MS = 5000;
const PATIENCE_MS = 10_000;
/** The parts of the page that are taken over. */
const PARTS = ['waiting', 'crowd', 'calendars', 'talks', 'untold', 'away', 'unanswered', 'invitations'];

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Takes over a part of the page. The focus stays where it is: a part waits while what has the focus would go. */
function takeOver(here, there) {
  if (here.innerHTML === there.innerHTML || here.querySelector(':active') !== null) return;
  const { id } = document.activeElement;
  const isHere = here.contains(document.activeElement);
  if (isHere && (id === '' || there.querySelector(`#${CSS.escape(id)}`) === null)) return;
  here.replaceWith(document.adoptNode(there));
  if (isHere) find(id).focus({ preventScroll: true });
}

/** Whether a person has used the page since the last refresh; only then the refresh keeps the session open. */
let isUsed = false;
for (const sign of ['keydown', 'pointerdown']) addEventListener(sign, () => (isUsed = true));

/** The address of this page without the notice, which is shown only once. */
function address() {
  const url = new URL(location.href);
  for (const name of ['notice', 'of']) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
}

async function refresh() {
  try {
    const headers = isUsed ? {} : { 'x-by-itself': 'yes' };
    isUsed = false;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(address(), { headers, redirect: 'error', signal });
    // Signed out, or shut out: the person who sits here now may not see the content of this page.
    if (answer.status === 401 || answer.status === 403) return location.replace(address());
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of PARTS) takeOver(find(id), find(id, page));
    setText(refreshed, find('refreshed-at', page).textContent);
    refreshed.dataset.stale = find('refreshed-at', page).dataset.stale;
    setText(find('stale'), '');
  } catch {
    setText(find('stale'), refreshed.dataset.stale);
  }
  setTimeout(refresh, EVERY_MS);
}

const refreshed = find('refreshed-at');
if (refreshed) {
  history.replaceState(null, '', address() + location.hash);
  setTimeout(refresh, EVERY_MS);
}

if (document.querySelector('[data-print]')) print();
