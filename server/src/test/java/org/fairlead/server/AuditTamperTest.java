package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTamperTest {
    private TestServer server;
    private ApiClient anna;

    @BeforeEach
    void start() {
        server = new TestServer();
        anna = server.firstAdministrator().client();
        for (int i = 0; i < 5; i++) {
            TestServer.role(anna, "role " + i, List.of("view"));
        }
        assertThat(verify()).containsEntry("ok", true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit set detail = '{}' where seq = 4",
                "update audit set actor = 'eve' where seq = 4",
                "update audit set at = at + interval '1 microsecond' where seq = 4",
                "update audit set object_name = null where seq = 4",
                "update audit set hash = decode(repeat('00', 32), 'hex') where seq = 4",
                "delete from audit where seq = 4"
            })
    void aFlippedOrDeletedRecordIsFound(String sql) {
        server.sql(sql);
        assertThat(verify()).containsEntry("ok", false).containsEntry("firstBad", 4L);
    }

    @Test
    void swappedRecordsAreFound() {
        server.sql("update audit set seq = seq + 1000 where seq in (4, 5)");
        server.sql("update audit set seq = case seq when 1004 then 5 else 4 end where seq > 1000");
        assertThat(verify()).containsEntry("ok", false).containsEntry("firstBad", 4L);
    }

    @Test
    void aTailThatWasCutOffIsFoundEvenWhenTheHeadWasSetBackToo() {
        long last = Long.parseLong(server.sql("select max(seq) from audit"));
        server.sql("delete from audit where seq = " + last);
        assertThat(verify()).containsEntry("ok", false).containsEntry("firstBad", last);
        server.sql("update audit_head set seq = a.seq, hash = a.hash from audit a where a.seq = " + (last - 1));
        assertThat(verify()).containsEntry("ok", false).containsEntry("firstBad", last);
        assertThat(String.valueOf(verify().get("problem"))).contains("cut off");
    }

    @Test
    void aLogThatWasEmptiedIsFound() {
        server.sql("delete from audit");
        server.sql("delete from audit_head");
        assertThat(verify()).containsEntry("ok", false).containsEntry("firstBad", 1L);
    }

    private Map<String, Object> verify() {
        return anna.post("/audit/verify", null).expect(200).object();
    }
}
