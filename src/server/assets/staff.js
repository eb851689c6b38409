// Two small helps; without this script the pages work by themselves.

// The link to the door carries the token behind the #, where no server and no log sees it.
const door = document.getElementById('enter');
if (door && location.hash.length > 1) {
  door.elements.token.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
  door.requestSubmit();
}

// The page of talks keeps itself up to date, and says so when it cannot.
const refreshed = document.getElementById('refreshed');
const EVERY_MS = 5000;

function say(key) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'medium' }).format(say.at);
  const text = refreshed.dataset[key].replace(/\u2068?\{time\}\u2069?/, time);
  if (refreshed.textContent !== text) refreshed.textContent = text;
}

async function refresh() {
  try {
    const answer = await fetch(location.pathname, { redirect: 'error' });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['requests', 'appointments']) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      // Whoever is writing an answer keeps it.
      const writing = [...here.querySelectorAll('textarea')].some(
        (area) => area.value !== '' || area === document.activeElement,
      );
      if (!writing && here.innerHTML !== there.innerHTML) here.innerHTML = there.innerHTML;
    }
    say.at = new Date();
    say('fresh');
  } catch {
    say('stale');
  }
  setTimeout(refresh, EVERY_MS);
}

if (refreshed) {
  say.at = new Date();
  say('fresh');
  setTimeout(refresh, EVERY_MS);
}
