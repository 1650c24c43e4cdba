/* global SwaggerUIBundle */
/** Swagger UI on this service's own description; signed in where the address has #token=, as the console's links do. */
const token = new URLSearchParams(location.hash.slice(1)).get('token')
// Not to be bookmarked, shared or seen over a shoulder.
if (token !== null) history.replaceState(null, '', location.pathname)

const page = SwaggerUIBundle({
  // Also under a path prefix of a proxy.
  url: new URL('openapi.json', location.href).href,
  domNode: document.getElementById('documentation'),
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Otherwise it shows the description to a validator on the internet.
  validatorUrl: null,
  onComplete() {
    if (token !== null) page.preauthorizeApiKey('bearer', token)
  },
})
