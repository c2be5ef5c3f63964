// Applies what kanhe decided, each decision once. With kafka-clients and jackson-databind on the
// class path: java -cp 'libs/*' Consumer.java BROKERS GROUP STORE TOPIC... [--once]
//
// STORE is a file of lines `ce_id TAB word TAB what it is about`. An effect and the id of its message
// are one line, so that a message which comes again changes nothing. A platform's own store is a
// database: put both into one transaction there. With --once it ends where the topics end.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class Consumer {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The CloudEvents attributes, binary mode: headers `ce_…`. */
    static Map<String, String> attributes(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : message.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        String place = message.topic() + " " + message.partition() + " " + message.offset();
        if (!"1.0".equals(headers.get("ce_specversion")) || headers.getOrDefault("ce_id", "").isEmpty()) {
            throw new IllegalArgumentException(place + ": no CloudEvent");
        }
        if (!"application/json".equals(headers.get("content-type"))) {
            throw new IllegalArgumentException(place + ": no JSON");
        }
        return headers;
    }

    /** What a platform does, here a word and what it is about. */
    static String effect(String type, JsonNode decision) {
        String queue = type.substring(type.lastIndexOf('.') + 1);
        switch (queue) {
            case "delete": // do not grant the name, do not publish the row; show decision.notice
                return "refuse\t" + decision.get("event").asText();
            case "mask": // decision.parts take the place of the post's parts; show decision.notice
                return "replace\t" + decision.get("event").asText();
            case "report": // a case for the desk that the topic belongs to
                return "open\t" + decision.get("report").get("case").asText();
            default:
                throw new IllegalArgumentException("unknown type " + type);
        }
    }

    /** Ids that were applied. What a crash left of a last line is no line. */
    static Set<String> seen(Path store) throws IOException {
        Set<String> seen = new HashSet<>();
        if (Files.exists(store)) {
            String text = Files.readString(store);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            Files.writeString(store, whole);
            whole.lines().forEach(line -> seen.add(line.split("\t")[0]));
        }
        return seen;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean once = words.remove("--once");
        Path store = Path.of(words.get(2));
        Set<String> seen = seen(store);
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", words.get(0),
            "group.id", words.get(1),
            "isolation.level", "read_committed", // what was aborted was never decided
            "enable.auto.commit", "false",
            "auto.offset.reset", "earliest",
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(words.subList(3, words.size()));
            while (true) {
                StringBuilder lines = new StringBuilder();
                Set<String> fresh = new HashSet<>();
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    Map<String, String> event = attributes(message);
                    String id = event.get("ce_id");
                    if (!seen.contains(id) && fresh.add(id)) {
                        String effect = effect(event.get("ce_type"), JSON.readTree(message.value()));
                        lines.append(id).append('\t').append(effect).append('\n');
                    }
                }
                Files.writeString(store, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
                seen.addAll(fresh);
                consumer.commitSync(); // after the effects
                boolean assigned = !consumer.assignment().isEmpty();
                if (once && assigned && consumer.endOffsets(consumer.assignment()).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    return;
                }
            }
        }
    }
}
