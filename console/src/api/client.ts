import type { Problem } from './types';

export const BASE = '/api/v1';

/** A refusal by the server (RFC 9457 problem) or a failure to reach it (status 0). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get fields(): Record<string, string> {
    return this.problem.fields ?? {};
  }
}

type Handlers = { signedOut: () => void; stepUp: () => Promise<boolean> };
const handlers: Handlers = { signedOut: () => {}, stepUp: async () => false };

/** The application says here what happens when the session ends or the server wants the second factor again. */
export function onSession(h: Partial<Handlers>): void {
  Object.assign(handlers, h);
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function queryString(query?: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: '',
    code: '',
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

const unreachable: Problem = { type: 'about:blank', title: 'unreachable', status: 0, detail: '', code: 'unreachable' };

let touched = Date.now();
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
  globalThis.addEventListener?.(
    kind,
    () => {
      touched = Date.now();
    },
    { passive: true, capture: true },
  );
}

/** Whether nobody has touched this page for a while, so that what it fetches does not keep the session alive. */
function unattended(): boolean {
  return Date.now() - touched > 60_000;
}

async function send(method: string, path: string, body: unknown, key: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Fairlead'] = '1';
  if (method === 'POST') headers['Idempotency-Key'] = key;
  if (method === 'GET' && unattended()) headers['X-Fairlead-Background'] = '1';
  const file = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = file ? 'application/octet-stream' : 'application/json';
  try {
    return await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : file ? body : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError(unreachable);
  }
}

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const key = crypto.randomUUID();
  let response = await send(method, path, body, key, signal);
  if (response.status === 403) {
    const problem = await problemOf(response);
    if (!problem.code.startsWith('step-up') || !(await handlers.stepUp())) throw new ApiError(problem);
    response = await send(method, path, body, crypto.randomUUID(), signal);
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/session') && path !== '/me') handlers.signedOut();
    throw new ApiError(await problemOf(response));
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    request<T>('GET', path + queryString(query), undefined, signal),
  post: <T>(path: string, body?: unknown) => request<T>('POST', path, body ?? {}),
  /** Sends a file as it is. */
  upload: <T>(path: string, file: Blob, query?: Query) => request<T>('PUT', path + queryString(query), file),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, body),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, body),
  delete: <T = void>(path: string) => request<T>('DELETE', path),
};
