import type { Config } from './config';

const namespace = 'graphiql:';

// The theme is a person's choice, not a client's.
const shared = new Set([`${namespace}theme`]);

/**
 * Local storage with a drawer per client, so that each keeps its own tabs,
 * history and layout: they are pages of one origin and would otherwise share
 * them.
 */
export function scopedStorage(client: string): Storage {
  const prefix = `bff:${client}:`;
  const scoped = (key: string) => (shared.has(key) ? key : prefix + key);
  const own = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(scoped(key)),
    setItem: (key, value) => localStorage.setItem(scoped(key), value),
    removeItem: (key) => localStorage.removeItem(scoped(key)),
    clear: () => own().forEach((key) => localStorage.removeItem(key)),
    key: (index) => own()[index]?.slice(prefix.length) ?? null,
    get length() {
      return own().length;
    },
  };
}

/** What the editors hold at the first visit; afterwards the storage knows better. */
export function firstVisit(config: Config, storage: Storage) {
  const headers =
    Object.keys(config.headers).length > 0 ? JSON.stringify(config.headers, null, 2) : undefined;
  const tabs = config.operations.map((op) => ({
    query: op.document,
    variables: op.variables || null,
    headers: headers ?? null,
  }));
  return {
    headers,
    tabs: tabs.length > 0 ? tabs : undefined,
    // GraphiQL fills the first tab's query from the tabs, its variables not.
    variables: storage.getItem(`${namespace}tabState`) ? undefined : (tabs[0]?.variables ?? undefined),
  };
}
