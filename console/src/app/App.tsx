import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StepUp } from '../features/access/StepUp';
import { Toasts } from '../ui/toast';
import { queryClient } from './queries';
import { router } from './router';
import { theme } from './theme';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" deduplicateCssVariables>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <StepUp />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
