package org.fairlead.agent;

import android.app.job.JobInfo;
import android.app.job.JobParameters;
import android.app.job.JobScheduler;
import android.app.job.JobService;
import android.content.ComponentName;
import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import java.util.concurrent.TimeUnit;

/** The safety net: every quarter of an hour it looks whether the connection stands, and keeps Android awake for it. */
public class CheckInJob extends JobService {
    private static final int ID = 1;
    private static final long AWAKE_MILLIS = 20_000;

    static void schedule(Context context) {
        JobScheduler jobs = context.getSystemService(JobScheduler.class);
        if (jobs.getPendingJob(ID) == null) {
            jobs.schedule(new JobInfo.Builder(ID, new ComponentName(context, CheckInJob.class))
                    .setPeriodic(TimeUnit.MINUTES.toMillis(15))
                    .setPersisted(true)
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .build());
        }
    }

    @Override
    public boolean onStartJob(JobParameters parameters) {
        AgentService.start(this);
        AgentApp.of(this).agent().poke();
        new Handler(Looper.getMainLooper()).postDelayed(() -> jobFinished(parameters, false), AWAKE_MILLIS);
        return true;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
        return true;
    }
}
