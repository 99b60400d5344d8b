using System.Globalization;
using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>A sync run in words.</summary>
internal static class RunText
{
    /// <summary>The company's or person's name; until it is known, what the account is.</summary>
    public static string Title(JsonElement run) => Screen.Text(run, "name") is { Length: > 0 } name ? name : Account(run);

    /// <summary>Such as <c>contact:4711</c>.</summary>
    public static string Account(JsonElement run) => Screen.Text(run, "account") switch
    {
        "c0" => "the whole tenant",
        ['c', .. var id] => $"contact:{id}",
        ['p', .. var id] => $"person:{id}",
        _ => "no account",
    };

    /// <summary>How it stands.</summary>
    public static string Status(JsonElement run) => Screen.Text(run, "lostAt").Length > 0 ? "lost" : Screen.Text(run, "status");

    /// <summary>What happened, and what it cost.</summary>
    public static string Happened(JsonElement run)
    {
        var fields = run.GetProperty("fields").EnumerateObject().Select(field => $"{field.Name} {field.Value.GetInt32()}").Order(StringComparer.Ordinal);
        return string.Join(
            " · ",
            new[]
            {
                string.Join(", ", fields),
                Screen.Text(run, "kept") is { Length: > 0 } why ? $"kept since {why}" : "",
                Screen.Text(run, "error") is { Length: > 0 } error ? (run.GetProperty("isErrorPast").GetBoolean() ? $"past: {error}" : error) : "",
                string.Join(' ', run.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())),
                Screen.Text(run, "cost"),
                run.TryGetProperty("latencyMs", out var latency) && latency.ValueKind == JsonValueKind.Number
                    ? string.Create(CultureInfo.InvariantCulture, $"{latency.GetInt64() / 1000.0:0.###} s")
                    : "",
            }.Where(part => part.Length > 0));
    }

    /// <summary>All of that in one line.</summary>
    public static string Line(JsonElement run) =>
        $"{Screen.Time(run, "updatedAt")}  {Status(run),-10}  {Screen.Text(run, "tenant")}  {Title(run)} ({Account(run)})  {Happened(run)}  {Screen.Text(run, "id")}";
}
