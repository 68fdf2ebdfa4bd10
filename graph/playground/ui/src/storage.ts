import type { Config } from './config';

const namespace = 'graphiql:';

const tabsKey = `${namespace}tabState`;

// Headers may be credentials: they stay over a reload only after the person
// switched that on in the settings.
const persistKey = `${namespace}shouldPersistHeaders`;

// The theme is a person's choice, not a client's.
const shared = new Set([`${namespace}theme`]);

// What GraphiQL keeps beside the tabs, though it is the active tab's: written at
// other moments, it differs from the tab when the page closes in between, and
// GraphiQL then opens a second tab of it. Here the tab is the truth.
const fields = ['query', 'variables', 'headers'] as const;
const fieldOf = new Map(fields.map((field) => [namespace + field, field]));

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
    getItem(key) {
      const field = fieldOf.get(key);
      if (field) return activeTab(localStorage.getItem(scoped(tabsKey)))?.[field] ?? null;
      const value = localStorage.getItem(scoped(key));
      return key === persistKey ? (value ?? 'false') : value;
    },
    setItem: (key, value) => localStorage.setItem(scoped(key), value),
    removeItem: (key) => localStorage.removeItem(scoped(key)),
    clear: () => own().forEach((key) => localStorage.removeItem(key)),
    key: (index) => own()[index]?.slice(prefix.length) ?? null,
    get length() {
      return own().length;
    },
  };
}

interface Tabs {
  activeTabIndex: number;
  tabs: Partial<Record<(typeof fields)[number], string | null>>[];
}

function activeTab(stored: string | null) {
  try {
    const { tabs, activeTabIndex } = JSON.parse(stored ?? '') as Tabs;
    return tabs[activeTabIndex];
  } catch {
    return undefined; // none, or none of ours: GraphiQL starts afresh then, too
  }
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
    variables: storage.getItem(tabsKey) ? undefined : (tabs[0]?.variables ?? undefined),
  };
}
