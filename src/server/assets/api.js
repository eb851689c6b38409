// Draws the description of the API. A token that is tried stays in the page and is not stored in the browser.
globalThis.SwaggerUIBundle({ url: '/api/openapi.json', domNode: document.getElementById('api'), deepLinking: false });
