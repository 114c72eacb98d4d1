/*
 * The API's reference for people: one page made of the OpenAPI document, with no script and nothing from
 * elsewhere. Whoever wants to try requests loads /api/openapi.json into a tool of their own.
 */

type Json = Record<string, unknown>;

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    schema: Json;
  }[];
  readonly requestBody?: { content: Json };
  readonly responses: Record<string, { description: string; content: Json }>;
}

/** The page, as HTML. */
export function docsPage(document: Json): string {
  const paths = Object.entries(document['paths'] as Record<string, Record<string, Operation>>);
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method.toUpperCase(), path, operation)),
  );
  const { schemas } = document['components'] as { schemas: Record<string, Json> };
  const shapes = Object.entries(schemas).map(
    ([name, schema]) => `<section id="${escape(name)}"><h3>${escape(name)}</h3>${json(schema)}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hrflow-sync API</title>
<link rel="stylesheet" href="docs.css">
</head>
<body>
<header><h1>hrflow-sync API</h1>
<p>Every request wants <code>Authorization: Bearer &lt;one of API_TOKENS&gt;</code>. Errors are
<a href="#Problem">Problem</a>s. <a href="openapi.json">OpenAPI document</a>.</p></header>
<main>${operations.join('\n')}<h2>Shapes</h2>${shapes.join('\n')}</main>
</body>
</html>
`;
}

/** Its style sheet: a file of its own, so that the page's policy needs no exception. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a3f4a); --soft: light-dark(#f5f6f8, #1e2128); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-top: 1px solid var(--line); padding: .5rem 0; }
h2, h3 { overflow-wrap: anywhere; }
h3 .method { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .25rem .5rem; }
pre { background: var(--soft); padding: .75rem; overflow-x: auto; }
`;

function section(
  method: string,
  path: string,
  { summary, parameters, requestBody, responses }: Operation,
): string {
  const rows = (parameters ?? []).map(
    ({ name, in: where, required, description = '', schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(where)}</td><td>${required ? 'required' : ''}</td><td>${escape(typeOf(schema))}</td><td>${words(description)}</td></tr>`,
  );
  const answers = Object.entries(responses).map(
    ([status, { description, content }]) =>
      `<tr><td>${escape(status)}</td><td>${words(description)}</td><td>${shapeOf(content)}</td></tr>`,
  );
  return `<section><h3><span class="method">${method}</span> <code>${escape(path)}</code></h3>
<p>${words(summary)}.</p>
${rows.length === 0 ? '' : `<table><thead><tr><th>parameter</th><th>in</th><th></th><th>type</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`}
${requestBody ? `<p>Body: ${shapeOf(requestBody.content)}</p>` : ''}
<table><thead><tr><th>status</th><th>what it means</th><th>body</th></tr></thead><tbody>${answers.join('')}</tbody></table></section>`;
}

function shapeOf(content: Json): string {
  const { schema } = content['application/json'] as { schema: Json };
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return json(schema);
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="#${escape(name)}">${escape(name)}</a>`;
}

function typeOf({ type, enum: values }: Json): string {
  if (Array.isArray(values)) return values.map(String).join(' | ');
  return typeof type === 'string' ? type : 'any';
}

function json(schema: Json): string {
  return `<pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;
}

/** Text in which names stand between backticks, as in Markdown. */
function words(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
