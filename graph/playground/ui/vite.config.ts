import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// `npm run dev` serves index.html with its sample configuration; GraphQL goes
// to a bff that is already running.
const bff = process.env.BFF ?? 'http://127.0.0.1:8080';

/**
 * GraphiQL's stylesheet holds its fonts as base64, half a megabyte before the
 * first paint. As files the browser fetches the ones it draws with, when it
 * draws, and the page's policy needs no data: for fonts.
 */
function fontFiles(): Plugin {
  const font = /url\((["']?)data:(?:font|application)\/[\w-]*?(woff2?|ttf)[^;]*;(?:charset=[^;]*;)?base64,([^"')]+)\1\)/g;
  return {
    name: 'font-files',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        const css = typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source);
        file.source = css.replace(font, (_match, _quote, type: string, base64: string) => {
          const source = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          const id = this.emitFile({ type: 'asset', name: `font.${type}`, source });
          return `url(/playground/${this.getFileName(id)})`;
        });
      }
    },
  };
}

export default defineConfig({
  base: '/playground/',
  plugins: [react(), fontFiles()],
  // The toolkit is also built for bundlers that have no import().
  define: { 'process.env.USE_IMPORT': '"true"' },
  build: {
    target: 'es2022',
    // An inlined asset would be a data: URL, which the page's policy allows
    // for images only.
    assetsInlineLimit: 0,
    // The editor is one large chunk by nature; it loads after the first paint.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      onwarn(warning, report) {
        // "use no memo" speaks to React's compiler, which already ran.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') report(warning);
      },
    },
    license: { fileName: 'assets/licenses.txt' },
  },
  // A classic worker would need a blob: URL on its way to import().
  worker: { format: 'es' },
  server: { proxy: { '^/(web|mobile|desktop)/graphql': { target: bff, ws: true } } },
});
