package org.fairlead.thinclient.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Records what would be started. */
class FakePrograms implements Programs {
    final List<List<String>> calls = new ArrayList<>();
    private final BiFunction<Program, List<String>, Result> answers;

    FakePrograms(BiFunction<Program, List<String>, Result> answers) {
        this.answers = answers;
    }

    @Override
    public Result run(Program program, List<String> arguments) {
        List<String> call = new ArrayList<>(List.of(program.file()));
        call.addAll(arguments);
        calls.add(call);
        return answers.apply(program, arguments);
    }

    @Override
    public boolean has(Program program) {
        return true;
    }

    @Override
    public Process start(Program program, List<String> arguments, Map<String, String> more) throws IOException {
        throw new IOException("not in this test");
    }
}
