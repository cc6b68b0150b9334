import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The processor's work as a Kafka Streams program, to be measured against: read, check, enrich by the same rules, write.
 * Arguments: properties file of Kafka Streams, rules file, input topic, output topic, "splice" to add the new member to
 * the bytes that came instead of writing the whole event again.
 */
public final class EnrichEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]([ -]?[0-9]){6,14}");
  private static final Pattern CELL = Pattern.compile("[A-Za-z0-9-]{1,32}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Set<String> CALL =
      Set.of("id", "kind", "time", "number", "direction", "otherNumber", "durationSeconds", "cell", "attributes");
  private static final Set<String> TOPUP =
      Set.of("id", "kind", "time", "number", "amount", "currency", "channel", "attributes");
  private static final Set<String> LOCATION =
      Set.of("id", "kind", "time", "number", "latitude", "longitude", "accuracyMetres", "cell", "attributes");
  private static final Set<String> CHANNELS = Set.of("voucher", "card", "app", "agent");
  private static final int MAX_BYTES = 524_288;

  private final boolean splice;
  private final String homeCallingCode;
  private final Map<String, String> countries = new HashMap<>();
  private final Map<String, String> operators = new HashMap<>();
  private final Map<String, String> segmentOfNumber = new HashMap<>();
  private final Map<String, String> segmentOfPrefix = new HashMap<>();
  private final String defaultSegment;
  private final List<Campaign> campaigns = new ArrayList<>();

  private record Campaign(
      String id, Set<String> kinds, Set<String> countries, Set<String> segments, JsonNode rule) {}

  private EnrichEvents(JsonNode rules, boolean splice) {
    this.splice = splice;
    String home = "";
    for (JsonNode country : rules.get("countries")) {
      String code = country.get("code").textValue();
      String calling = country.get("callingCode").textValue();
      if (code.equals(rules.get("homeCountry").textValue())) home = calling;
      countries.put("+" + calling, code);
      for (JsonNode operator : country.path("operators"))
        for (JsonNode prefix : operator.get("prefixes"))
          operators.put("+" + calling + prefix.textValue(), operator.get("name").textValue());
    }
    homeCallingCode = home;
    JsonNode segments = rules.get("segments");
    defaultSegment = segments.get("default").textValue();
    for (JsonNode entry : segments.path("numbers"))
      for (JsonNode number : entry.get("numbers"))
        segmentOfNumber.put(number.textValue(), entry.get("segment").textValue());
    for (JsonNode entry : segments.path("prefixes"))
      for (JsonNode prefix : entry.get("prefixes"))
        segmentOfPrefix.put(prefix.textValue(), entry.get("segment").textValue());
    for (JsonNode rule : rules.path("campaigns"))
      campaigns.add(
          new Campaign(
              rule.get("id").textValue(), texts(rule, "kinds"), texts(rule, "countries"), texts(rule, "segments"), rule));
  }

  private static Set<String> texts(JsonNode rule, String name) {
    if (!rule.has(name)) return null;
    List<String> values = new ArrayList<>();
    rule.get(name).forEach(value -> values.add(value.textValue()));
    return Set.copyOf(values);
  }

  /** The enriched event, or null for one that is discarded. */
  private byte[] enrich(byte[] value) {
    if (value == null || value.length > MAX_BYTES) return null;
    JsonNode event;
    try {
      event = JSON.readTree(value);
    } catch (IOException error) {
      return null;
    }
    if (event == null || !event.isObject() || !valid(event)) return null;
    ObjectNode enrichment = JSON.createObjectNode();
    String number = normalise(event.get("number").textValue());
    String country = number == null ? null : longest(countries, number);
    String operator = number == null ? null : longest(operators, number);
    String segment = number == null ? null : segmentOfNumber.get(number);
    if (segment == null && number != null) segment = longest(segmentOfPrefix, number);
    if (segment == null) segment = defaultSegment;
    enrichment.put("number", number).put("country", country).put("operator", operator).put("segment", segment);
    ObjectNode flags = enrichment.putObject("campaigns");
    for (Campaign campaign : campaigns) flags.put(campaign.id, eligible(campaign, event, country, segment));
    enrichment.put("processedAt", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    try {
      if (!splice) {
        ((ObjectNode) event).set("enrichment", enrichment);
        return JSON.writeValueAsBytes(event);
      }
      byte[] member = (",\"enrichment\":" + JSON.writeValueAsString(enrichment) + "}").getBytes(StandardCharsets.UTF_8);
      int end = value.length - 1;
      while (value[end] != '}') end--;
      byte[] result = new byte[end + member.length];
      System.arraycopy(value, 0, result, 0, end);
      System.arraycopy(member, 0, result, end, member.length);
      return result;
    } catch (IOException error) {
      throw new IllegalStateException(error);
    }
  }

  private static boolean valid(JsonNode event) {
    if (!text(event, "id", ID) || !text(event, "time", TIME) || !text(event, "number", NUMBER)) return false;
    JsonNode attributes = event.get("attributes");
    if (attributes != null && !attributes.isObject()) return false;
    JsonNode kind = event.get("kind");
    if (kind == null || !kind.isTextual()) return false;
    switch (kind.textValue()) {
      case "call" -> {
        JsonNode direction = event.path("direction");
        JsonNode duration = event.path("durationSeconds");
        return known(event, CALL)
            && (direction.asText().equals("incoming") || direction.asText().equals("outgoing"))
            && text(event, "otherNumber", NUMBER)
            && duration.isIntegralNumber()
            && duration.longValue() >= 0
            && duration.longValue() <= 86_400
            && (!event.has("cell") || text(event, "cell", CELL));
      }
      case "topup" -> {
        JsonNode amount = event.path("amount");
        return known(event, TOPUP)
            && amount.isNumber()
            && amount.doubleValue() > 0
            && amount.doubleValue() <= 100_000
            && text(event, "currency", CURRENCY)
            && CHANNELS.contains(event.path("channel").asText());
      }
      case "location" -> {
        return known(event, LOCATION)
            && within(event.path("latitude"), -90, 90)
            && within(event.path("longitude"), -180, 180)
            && (!event.has("accuracyMetres") || within(event.get("accuracyMetres"), 0, Double.MAX_VALUE))
            && text(event, "cell", CELL);
      }
      default -> {
        return false;
      }
    }
  }

  private static boolean text(JsonNode event, String name, Pattern pattern) {
    JsonNode value = event.get(name);
    return value != null && value.isTextual() && pattern.matcher(value.textValue()).matches();
  }

  private static boolean within(JsonNode value, double least, double most) {
    return value.isNumber() && value.doubleValue() >= least && value.doubleValue() <= most;
  }

  private static boolean known(JsonNode event, Set<String> names) {
    for (var fields = event.fieldNames(); fields.hasNext(); ) if (!names.contains(fields.next())) return false;
    return true;
  }

  private String normalise(String number) {
    String digits = number.indexOf(' ') < 0 && number.indexOf('-') < 0 ? number : number.replaceAll("[ -]", "");
    String normalised;
    if (digits.startsWith("+")) normalised = digits;
    else if (digits.startsWith("00")) normalised = "+" + digits.substring(2);
    else if (digits.startsWith("0")) normalised = "+" + homeCallingCode + digits.substring(1);
    else normalised = "+" + digits;
    return normalised.length() > 16 ? null : normalised;
  }

  private static String longest(Map<String, String> table, String number) {
    for (int length = number.length(); length > 0; length--) {
      String value = table.get(number.substring(0, length));
      if (value != null) return value;
    }
    return null;
  }

  private static boolean eligible(Campaign campaign, JsonNode event, String country, String segment) {
    JsonNode rule = campaign.rule;
    String kind = event.get("kind").textValue();
    if (campaign.kinds != null && !campaign.kinds.contains(kind)) return false;
    if (rule.has("minimumAmount")
        && !(kind.equals("topup") && event.get("amount").doubleValue() >= rule.get("minimumAmount").doubleValue()))
      return false;
    if (rule.has("minimumDurationSeconds")
        && !(kind.equals("call")
            && event.get("durationSeconds").longValue() >= rule.get("minimumDurationSeconds").longValue())) return false;
    if (rule.has("area")) {
      if (!kind.equals("location")) return false;
      JsonNode area = rule.get("area");
      double latitude = event.get("latitude").doubleValue();
      double longitude = event.get("longitude").doubleValue();
      if (latitude < area.get("south").doubleValue()
          || latitude > area.get("north").doubleValue()
          || longitude < area.get("west").doubleValue()
          || longitude > area.get("east").doubleValue()) return false;
    }
    if (campaign.countries != null && (country == null || !campaign.countries.contains(country))) return false;
    return campaign.segments == null || campaign.segments.contains(segment);
  }

  public static void main(String[] arguments) throws IOException {
    Properties properties = new Properties();
    try (FileReader reader = new FileReader(arguments[0])) {
      properties.load(reader);
    }
    EnrichEvents work = new EnrichEvents(JSON.readTree(new File(arguments[1])), arguments.length > 4);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(arguments[2], Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .mapValues(work::enrich)
        .filter((key, value) -> value != null)
        .to(arguments[3], Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    KafkaStreams streams = new KafkaStreams(builder.build(), properties);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }
}
