// Draws the description of the API. A token that is tried stays in the page and is not stored in the browser.
globalThis.SwaggerUIBundle({
  url: '/api/openapi.json',
  domNode: document.getElementById('api'),
  deepLinking: false,
  // Its headings leave out the second level, and its title is in no part of the page.
  onComplete() {
    document.querySelector('#api .information-container').role = 'banner';
    for (const heading of document.querySelectorAll('#api :is(h3, h4)')) heading.ariaLevel = '2';
  },
});
