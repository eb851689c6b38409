// @ts-check
/**
 * A button under every message whose text was recorded. A recording is loaded only when the person wants to hear it,
 * and only one plays at a time. It stops when its message is removed, so that leaving is quiet at once.
 */

const log = /** @type {HTMLElement} */ (document.getElementById('messages'));
/** @type {Record<string, Record<string, string>>} */
const languages = JSON.parse(document.getElementById('words')?.textContent ?? '');
const player = new Audio();
/** @type {HTMLButtonElement | null} */
let heard = null;

/** @param {HTMLElement} item */
function offer(item) {
  const button = document.createElement('button');
  const { audio } = item.dataset;
  button.className = 'listen';
  // The button keeps the language of its message, even when the page changes its language.
  mark(button, 'listen', item.lang);
  button.addEventListener('click', () => {
    const wasHeard = heard === button;
    stop();
    if (wasHeard || audio === undefined) return;
    heard = button;
    mark(button, 'listenStop', item.lang);
    player.src = audio;
    // The recording cannot be loaded or played: the button offers it again.
    player.play().catch(() => heard === button && stop());
  });
  const place = document.createElement('div');
  // Otherwise the log would read out every change of the button.
  place.setAttribute('aria-live', 'off');
  place.append(button);
  item.firstElementChild?.after(place);
}

/** @param {HTMLButtonElement} button @param {'listen' | 'listenStop'} state @param {string} language */
function mark(button, state, language) {
  button.dataset.state = state;
  button.textContent = languages[language]?.[state] ?? '';
}

function stop() {
  player.pause();
  if (heard) mark(heard, 'listen', /** @type {HTMLElement} */ (heard.closest('.message'))?.lang ?? '');
  heard = null;
}

player.addEventListener('ended', stop);

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof HTMLElement && node.dataset.audio) offer(node);
  }
}).observe(/** @type {HTMLElement} */ (log.firstElementChild), { childList: true });
new MutationObserver(() => {
  if (heard && !heard.isConnected) stop();
}).observe(document.body, { childList: true, subtree: true });
