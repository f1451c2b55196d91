import { PinInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The six digits of an authenticator app. */
export function CodeInput({
  value,
  onChange,
  onComplete,
  error,
}: {
  value: string;
  onChange: (v: string) => void;
  onComplete: (v: string) => void;
  error?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <PinInput
      length={6}
      type="number"
      oneTimeCode
      autoFocus
      size="lg"
      value={value}
      onChange={onChange}
      onComplete={onComplete}
      error={error}
      aria-label={t('signIn.code')}
      getInputProps={(i: number) => ({ 'aria-label': t('signIn.digit', { n: i + 1 }) })}
    />
  );
}
