import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.atom': 'application/atom+xml; charset=utf-8',
  '.rss': 'application/rss+xml; charset=utf-8',
  '.ics': 'text/calendar; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface Served {
  /** Address with host and port, ending in the base path. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a built site from the folder that `folder()` names at each request, so that a new build can take the
 * place of the old one between two requests. Rejects with the reason when the port is taken.
 */
export async function serveSite(
  folder: () => string,
  options: { host: string; port: number; base: string },
): Promise<Served> {
  const server = createServer(async (request, response) => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return send(response, 405, 'Only GET is served here.');
      const url = new URL(request.url ?? '/', 'http://localhost');
      const asked = decodeURIComponent(url.pathname);
      if (!asked.startsWith(options.base)) {
        if (`${asked}/` === options.base) return redirect(response, options.base);
        return send(response, 404, `This site lives under ${options.base}`);
      }
      const root = path.resolve(folder());
      const file = path.resolve(root, `./${asked.slice(options.base.length)}`);
      if (file !== root && !file.startsWith(root + path.sep)) return send(response, 404, 'No such page.');
      const found = await fileOf(file, asked);
      if (found === 'needs slash') return redirect(response, `${url.pathname}/${url.search}`);
      const target = found ?? path.join(root, '404.html');
      if (!(await isFile(target))) return send(response, 404, 'No such page.');
      response.writeHead(found ? 200 : 404, {
        'Content-Type': TYPES[path.extname(target)] ?? 'application/octet-stream',
        'Cache-Control': asked.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'same-origin',
        'X-Frame-Options': 'DENY',
        // The status is for everybody's pages and programs; nothing here depends on who asks.
        'Access-Control-Allow-Origin': '*',
      });
      if (request.method === 'HEAD') return response.end();
      createReadStream(target)
        .on('error', () => response.destroy())
        .pipe(response);
    } catch (error) {
      if (!response.headersSent)
        send(response, 400, `The address could not be read: ${(error as Error).message}`);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':')
    ? `[${options.host}]`
    : options.host === '0.0.0.0'
      ? '127.0.0.1'
      : options.host;
  return {
    url: `http://${host}:${port}${options.base}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The file for a path: itself, or the index of a folder; a folder asked for without its slash says so. */
async function fileOf(file: string, asked: string): Promise<string | null | 'needs slash'> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return file;
  if (!found?.isDirectory()) return null;
  const index = path.join(file, 'index.html');
  if (!(await isFile(index))) return null;
  return asked.endsWith('/') ? index : 'needs slash';
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(308, { Location: location });
  response.end();
}
