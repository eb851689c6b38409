// Without this script the pages work by themselves.

const find = (id, page = document) => page.getElementById(id);

// The page of appointments keeps itself up to date, and says so when it cannot.
const EVERY_MS = 5000;
const PATIENCE_MS = 10_000;

/** Whether staff are writing an answer here, or are about to. */
const inUse = (item) => item.querySelector('textarea').value !== '' || item.contains(document.activeElement);

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Takes over the requests one by one, so that an answer that is being written stays where it is. */
function updateRequests(page) {
  const list = find('requests');
  const items = [...find('requests', page).children];
  const open = new Set(items.map(({ id }) => id));
  for (const item of [...list.children]) if (!open.has(item.id) && !inUse(item)) item.remove();
  for (const item of items) {
    const known = find(item.id);
    if (known === null) list.append(document.adoptNode(item));
    else setText(known.querySelector('strong'), item.querySelector('strong').textContent);
  }
}

/** Whether a person has used the page since the last refresh; only then the refresh keeps the session open. */
let isUsed = false;
for (const sign of ['keydown', 'pointerdown']) addEventListener(sign, () => (isUsed = true));

async function refresh() {
  try {
    const headers = isUsed ? {} : { 'x-by-itself': 'yes' };
    isUsed = false;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(location.pathname, { headers, redirect: 'error', signal });
    // Signed out, or shut out: the person who sits here now may not see the content of this page.
    if (answer.status === 401 || answer.status === 403) return location.replace('/staff/today');
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    updateRequests(page);
    for (const id of ['calendars', 'appointments', 'untold', 'away', 'unanswered']) {
      const [here, there] = [find(id), find(id, page)];
      if (here.innerHTML !== there.innerHTML) here.replaceWith(document.adoptNode(there));
    }
    setText(refreshed, find('refreshed', page).textContent);
    refreshed.dataset.stale = find('refreshed', page).dataset.stale;
    setText(find('stale'), '');
  } catch {
    setText(find('stale'), refreshed.dataset.stale);
  }
  setTimeout(refresh, EVERY_MS);
}

const refreshed = find('refreshed');
if (refreshed) {
  // The notice about an answer is shown only once.
  history.replaceState(null, '', location.pathname);
  setTimeout(refresh, EVERY_MS);
}
