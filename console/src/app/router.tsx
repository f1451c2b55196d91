import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError, queryString } from '../api/client';
import { Failed } from '../ui/states';
import { meQuery, queryClient } from './queries';
import { NotFound, Root } from './Root';
import { Shell } from './Shell';

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const open = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

const shell = createRoute({
  getParentRoute: () => root,
  id: 'console',
  component: Shell,
  errorComponent: ({ error, reset }) => <Failed error={error} retry={reset} />,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (e) {
      if (!(e instanceof ApiError) || (e.status !== 401 && e.status !== 403)) throw e;
      const next = location.pathname + location.searchStr;
      throw redirect({ href: `/sign-in${queryString({ next: next === '/' ? undefined : next })}` });
    }
  },
});

const page = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) });

const pages = [
  page('/', () => import('../routes/overview')),
  page('/devices', () => import('../routes/devices')),
  page('/unassigned', () => import('../routes/unassigned')),
  page('/devices/$id', () => import('../routes/device')),
  page('/devices/$id/$tab', () => import('../routes/device')),
  page('/devices/$id/$tab/$section', () => import('../routes/device')),
  page('/policies', () => import('../routes/policies')),
  // one route for all parts of a page, so that what is not saved yet survives going from part to part
  page('/policies/$id/{-$tab}/{-$section}', () => import('../routes/policy')),
  page('/security-profiles', () => import('../routes/security-profiles')),
  page('/security-profiles/$id/{-$tab}/{-$section}', () => import('../routes/security-profile')),
  page('/selections', () => import('../routes/selections')),
  page('/groups', () => import('../routes/groups')),
  page('/moving-rules', () => import('../routes/moving-rules')),
  page('/enrolment-tokens', () => import('../routes/enrolment-tokens')),
  page('/commands', () => import('../routes/commands')),
  page('/approvals', () => import('../routes/approvals')),
  page('/compliance', () => import('../routes/compliance')),
  page('/deleted-devices', () => import('../routes/deleted-devices')),
  page('/users', () => import('../routes/users')),
  page('/users/$id', () => import('../routes/person')),
  page('/invitations', () => import('../routes/invitations')),
  page('/events', () => import('../routes/events')),
  page('/codes', () => import('../routes/codes')),
  page('/notifications', () => import('../routes/notifications')),
  page('/administrators', () => import('../routes/administrators')),
  page('/roles', () => import('../routes/roles')),
  page('/android', () => import('../routes/android')),
  page('/api-tokens', () => import('../routes/api-tokens')),
  page('/audit', () => import('../routes/audit')),
  page('/server', () => import('../routes/server')),
  page('/profile', () => import('../routes/profile')),
];

const tree = root.addChildren([
  open('/sign-in', () => import('../routes/sign-in')),
  open('/enrol', () => import('../routes/enrol')),
  open('/setup/$token', () => import('../routes/setup')),
  shell.addChildren(pages),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: false,
  defaultPendingMs: 200,
  scrollRestoration: false,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => queryString(search as Record<string, string>),
});
