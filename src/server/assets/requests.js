// Keeps the pages of requests up to date. Without this script they work by being loaded again.

const main = document.querySelector('main[data-live]');
const find = (id, page = document) => page.getElementById(id);

/** The parts that are taken over from a fresh page. What staff write stays where it is. */
const PARTS = ['queue', 'thread'];

/** Whether somebody is writing: then the page must not say that what has just come was seen. */
const isWriting = () => (find('words')?.value ?? '') !== '';

/** Whether a form was sent: its answer is on the way, and the page must not lead elsewhere before it. */
let isLeaving = false;
addEventListener('submit', () => {
  isLeaving = true;
});
addEventListener('pageshow', () => {
  isLeaving = false;
});

async function refresh() {
  // The request counts as none of a person's, so it does not keep the session open.
  const answer = await fetch(location.pathname, { headers: { 'x-by-itself': 'yes' }, redirect: 'error' });
  // The request was closed, or the session has ended: the page that says so takes the place of this one.
  if (!answer.ok) {
    if (!isWriting() && !isLeaving) location.replace(location.pathname);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of PARTS) {
    const [here, there] = [find(part), find(part, page)];
    if (here && there && here.innerHTML !== there.innerHTML) here.replaceWith(document.adoptNode(there));
  }
  const [here, there] = [find('seen'), find('seen', page)];
  if (here && there && !isWriting()) here.value = there.value;
}

// The notice about an act is shown only once.
history.replaceState(null, '', location.pathname);
const events = new EventSource(`/staff/requests/events?version=${encodeURIComponent(main.dataset.live)}`);
events.addEventListener('changed', () => refresh().catch(() => {}));
events.addEventListener('ended', () => {
  events.close();
  // The person who sits here now may not see the content of this page.
  location.replace(location.pathname);
});
