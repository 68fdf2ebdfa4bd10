import { useSyncExternalStore } from 'react';
import type { Config } from './config';
import icon from './favicon.svg';
import { answers } from './fetcher';

/**
 * The bar above GraphiQL: who is asked, and how the last answer came. The
 * clients are plain links: each has a page of its own, with its own tabs.
 */
export function Bar({ config }: { config: Config }) {
  return (
    <header className="bar">
      <a className="bar-home" href="/" title="All clients">
        <img src={icon} alt="" width="22" height="22" />
        bff
      </a>
      <nav className="bar-clients" aria-label="Clients">
        {config.clients.map((client) => (
          <a
            key={client.name}
            href={client.endpoint}
            aria-current={client.name === config.client ? 'page' : undefined}
          >
            {client.title}
          </a>
        ))}
      </nav>
      <code className="bar-endpoint">{config.endpoint}</code>
      <LastAnswer />
    </header>
  );
}

function LastAnswer() {
  const answer = useSyncExternalStore(answers.subscribe, answers.get);
  if (!answer) return <output className="bar-answer" />;
  return (
    <output className="bar-answer">
      {answer.traceId && (
        <button
          type="button"
          title="Copy the trace id"
          onClick={() => void navigator.clipboard.writeText(answer.traceId ?? '')}
        >
          trace {answer.traceId.slice(0, 8)}
        </button>
      )}
      <span>{answer.milliseconds.toFixed(answer.milliseconds < 10 ? 1 : 0)} ms</span>
      <b className={answer.status < 400 ? 'good' : 'bad'}>{answer.status}</b>
    </output>
  );
}
