import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { clean } from './hostile';
import { Notice } from './Status';
import { useProblemText } from './states';

interface Props {
  title: string;
  children?: ReactNode;
  button: string;
  danger?: boolean;
  /** A word that has to be typed first; for what touches many. */
  type?: string;
  disabled?: boolean;
  run: () => Promise<unknown>;
  close: () => void;
}

/** A question before something happens that touches much or cannot be undone: names the thing and its consequences. */
export function Confirm({ title, children, button, danger, type, disabled, run, close }: Props) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const go = async () => {
    setBusy(true);
    try {
      await run();
      close();
    } catch (e) {
      const fault = e instanceof ApiError ? Object.values(e.fields)[0] : undefined;
      setError(fault ? clean(fault.charAt(0).toUpperCase() + fault.slice(1)) : problem(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={title}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          go();
        }}
      >
        {children}
        {type && (
          <TextInput
            label={t('common.typeToConfirm', { word: type })}
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
            data-autofocus
          />
        )}
        {error && (
          <Notice tone="crit" role="alert">
            {error}
          </Notice>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            color={danger ? 'red.8' : undefined}
            className={danger ? 'danger' : undefined}
            loading={busy}
            disabled={disabled || (type !== undefined && typed.trim() !== type)}
          >
            {button}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
