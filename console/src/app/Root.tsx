import { Outlet } from '@tanstack/react-router';
import { ApiError } from '../api/client';
import { Failed } from '../ui/states';

export const Root = () => <Outlet />;

const missing = new ApiError({ type: 'about:blank', title: '', status: 404, detail: '', code: '' });

export const NotFound = () => (
  <main className="page">
    <Failed error={missing} />
  </main>
);
