// The page of the linked phone shows the newest code, and says when the phone is linked. Without this script the page is
// loaded anew.

const EVERY_MS = 3000;
const PATIENCE_MS = 10_000;

async function refresh() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(location.href, { headers: { 'x-by-itself': 'yes' }, redirect: 'error', signal });
    // Signed out, or shut out: the person who sits here now may not see the code.
    if (answer.status === 401 || answer.status === 403) return location.reload();
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const there = page.getElementById('phone');
      if (there.dataset.live === undefined) return location.replace(location.pathname);
      const [code, newest] = [live, there].map((part) => part.querySelector('.qr'));
      if (code === null && newest !== null) live.innerHTML = there.innerHTML;
      else if (code !== null && newest !== null && code.innerHTML !== newest.innerHTML)
        code.replaceWith(document.adoptNode(newest));
    }
  } catch {
    // The network is down; the code on the screen runs out by itself.
  }
  setTimeout(refresh, EVERY_MS);
}

const live = document.querySelector('#phone[data-live]');
if (live) setTimeout(refresh, EVERY_MS);
