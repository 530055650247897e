// the validator badge would ask a server on the internet
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  tryItOutEnabled: true,
});

const { components } = await (await fetch('/asyncapi.json')).json();
for (const { name, summary, payload } of Object.values(components.messages)) {
  const row = document.querySelector('#events tbody').insertRow();
  for (const text of [name, payload.properties.source.const.slice(1), summary]) row.insertCell().textContent = text;
}
