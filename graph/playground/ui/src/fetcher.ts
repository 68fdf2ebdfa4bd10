import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';

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
  return createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href, fetch: timed });
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
