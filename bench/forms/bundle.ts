import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export type Contestant = 'portico' | 'plain' | 'survey' | 'rjsf' | 'json-forms';

/** Bundles the page of one contestant as it would be shipped: minified, for production, one script and one style sheet. */
export async function bundle(contestant: Contestant): Promise<Readonly<{ script: Uint8Array; style: Uint8Array }>> {
  const folder = resolve('bench/forms/pages');
  const entry = `${folder}/${contestant}.${contestant === 'plain' ? 'ts' : 'tsx'}`;
  const { outputFiles } = await build({
    entryPoints: { page: entry },
    outdir: '/',
    ...{ bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', jsx: 'automatic' },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    external: ['*.woff2'],
    plugins: contestant === 'portico' ? [countRenders(resolve('components/onboarding'))] : [],
    logLevel: 'error',
  });
  const file = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.contents ?? new Uint8Array();
  return { script: file('.js'), style: file('.css') };
}

/** Puts a counter around the component that draws one question. */
const countRenders = (folder: string): Plugin => ({
  name: 'count-renders',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/DynamicField$/ }, ({ resolveDir }) =>
      resolveDir === folder ? { path: `${folder}/DynamicField.tsx`, namespace: 'counted' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'counted' }, ({ path }) => ({
      loader: 'tsx',
      resolveDir: folder,
      // It is memoised: what is counted is the rendering inside, which happens only when something changed.
      contents: `import { DynamicField } from ${JSON.stringify(path)};
        const draw = DynamicField.type;
        DynamicField.type = (props) => {
          window.__renders = (window.__renders ?? 0) + 1;
          return draw(props);
        };
        export { DynamicField };`,
    }));
  },
});
