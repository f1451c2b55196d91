import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { A } from './A';
import { clean } from './hostile';

export interface Crumb {
  label: string;
  href?: string;
}

/** The frame of every page: where one is, what it is called, the answer to why one comes, and what one can do. */
export function Page({
  title,
  crumbs = [],
  answer,
  actions,
  fill,
  children,
  name,
}: {
  title: ReactNode;
  name: string;
  crumbs?: Crumb[];
  answer?: ReactNode;
  actions?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${clean(name, 80)} · Fairlead`;
  }, [name]);
  return (
    <div className={fill ? 'page fill' : 'page'}>
      {crumbs.length > 0 && (
        <nav className="crumbs" aria-label="Breadcrumb">
          {crumbs.map((c, i) => (
            <span key={`${c.label}-${c.href ?? i}`} className="row tight">
              {i > 0 && <IconChevronRight size={12} aria-hidden />}
              {c.href ? <A href={c.href}>{clean(c.label, 60)}</A> : <span>{clean(c.label, 60)}</span>}
            </span>
          ))}
        </nav>
      )}
      <header className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          {answer && <div className="page-answer">{answer}</div>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
