// What the server tells the page: which client this is, what its app sends, and
// who the other clients are. The Go side of it is page.go.

export interface Client {
  name: string;
  title: string;
  endpoint: string;
}

export interface Operation {
  name: string;
  document: string;
  variables: string;
}

export interface Config {
  client: string;
  endpoint: string;
  clients: Client[];
  operations: Operation[];
  headers: Record<string, string>;
}

export function readConfig(): Config {
  const text = document.getElementById('config')?.textContent;
  if (!text) throw new Error('the page has no configuration');
  return JSON.parse(text) as Config;
}
