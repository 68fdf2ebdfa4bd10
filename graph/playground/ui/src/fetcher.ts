import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, Kind, parse } from 'graphql';

/** The last answer, as the bar shows it. */
export interface Answer {
  status: number;
  milliseconds: number;
  traceId: string | null;
}

let last: Answer | null = null;
const listeners = new Set<() => void>();

/** The last answer as an external store, for useSyncExternalStore. */
export const answers = {
  get: () => last,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/**
 * One fetcher for everything GraphiQL sends: queries and mutations by POST,
 * subscriptions over graphql-transport-ws at the same path, with the headers of
 * the editor as connection parameters (a browser can't set them on a WebSocket).
 */
export function createFetcher(endpoint: string): Fetcher {
  const url = new URL(endpoint, location.href);
  const socket = new URL(url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const fetcher = createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href, fetch: timed });
  return (params, opts) => {
    const documentAST = tryParse(params.query);
    if (!documentAST) return fetcher(params, opts); // the server says what is wrong with it
    const operationName = chosenOperation(documentAST, params.operationName);
    return fetcher({ ...params, operationName }, { ...opts, documentAST });
  };
}

/**
 * The operation to run. GraphiQL reads a document a moment after it changed, so
 * what it names directly after a change of tabs may be of the tab before.
 */
function chosenOperation(document: DocumentNode, wanted: string | null | undefined) {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value] : [],
  );
  return wanted && names.includes(wanted) ? wanted : names[0];
}

function tryParse(document: string) {
  try {
    return parse(document);
  } catch {
    return null;
  }
}

const timed: typeof fetch = async (input, init) => {
  const start = performance.now();
  const response = await fetch(input, init);
  if (!isIntrospection(init?.body)) {
    last = {
      status: response.status,
      milliseconds: performance.now() - start,
      traceId: response.headers.get('X-Trace-Id'),
    };
    listeners.forEach((listener) => listener());
  }
  return response;
};

function isIntrospection(body: BodyInit | null | undefined) {
  return typeof body === 'string' && body.includes('"operationName":"IntrospectionQuery"');
}
