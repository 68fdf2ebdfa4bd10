import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Operation } from './config';

/**
 * The operations that the client's app really sends, as a panel. They are tabs
 * at the first visit; the panel brings one back after its tab was closed or
 * edited, and offers those that were added since.
 */
export function operationsPlugin(operations: Operation[]): GraphiQLPlugin {
  return { title: 'Operations', icon: Icon, content: () => <Panel operations={operations} /> };
}

function Panel({ operations }: { operations: Operation[] }) {
  const open = useOpen();
  return (
    <section className="operations" aria-label="Operations">
      <h2>Operations</h2>
      <p>What this app really sends. Its tab opens, or a new one with the original text.</p>
      <ul>
        {operations.map((op) => (
          <li key={op.name}>
            <button type="button" onClick={() => open(op)}>
              <span>{op.name}</span>
              <small className={kind(op)}>{kind(op)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Opens an operation: the tab that still holds its text, else a new one. */
function useOpen() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  return (op: Operation) => {
    const index = tabs.findIndex((tab) => tab.query === op.document);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    addTab();
    queryEditor?.setValue(op.document);
    variableEditor?.setValue(op.variables);
  };
}

function kind(op: Operation) {
  return /^\s*(mutation|subscription)\b/m.exec(op.document)?.[1] ?? 'query';
}

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round">
      <path d="M2.5 3.5h.01M2.5 8h.01M2.5 12.5h.01M6 3.5h7.5M6 8h7.5M6 12.5h7.5" />
    </svg>
  );
}
