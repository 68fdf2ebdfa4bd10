import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createRoot } from 'react-dom/client';
import { Bar } from './bar';
import { readConfig } from './config';
import { createFetcher } from './fetcher';
import { operationsPlugin } from './operations';
import { firstVisit, scopedStorage } from './storage';
import './style.css';
import { FollowSystemTheme } from './theme';

const config = readConfig();
const storage = scopedStorage(config.client);
const first = firstVisit(config, storage);
const fetcher = createFetcher(config.endpoint);
const plugins = [operationsPlugin(config.operations), HISTORY_PLUGIN];

// shouldPersistHeaders allows the setting; storage.ts has it off at first.
createRoot(document.getElementById('root')!).render(
  <>
    <Bar config={config} />
    <main className="playground">
      <GraphiQL
        fetcher={fetcher}
        storage={storage}
        plugins={plugins}
        defaultTabs={first.tabs}
        defaultHeaders={first.headers}
        initialVariables={first.variables}
        defaultEditorToolsVisibility={first.headers ? 'headers' : true}
        shouldPersistHeaders
        defaultQuery=""
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <span />
        </GraphiQL.Logo>
        <FollowSystemTheme />
      </GraphiQL>
    </main>
  </>,
);
