import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev` serves index.html with its sample configuration; GraphQL goes
// to a bff that is already running.
const bff = process.env.BFF ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/playground/',
  plugins: [react()],
  // The toolkit is also built for bundlers that have no import().
  define: { 'process.env.USE_IMPORT': '"true"' },
  build: {
    target: 'es2022',
    // An inlined asset would be a data: URL, which the page's policy allows
    // for images only.
    assetsInlineLimit: 0,
    // The editor is one large chunk by nature; it loads after the first paint.
    chunkSizeWarningLimit: 4000,
    license: { fileName: 'assets/licenses.txt' },
  },
  // A classic worker would need a blob: URL on its way to import().
  worker: { format: 'es' },
  server: { proxy: { '^/(web|mobile|desktop)/graphql': { target: bff, ws: true } } },
});
