using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Connector.Dashboard.Api;

/// <summary>What the parameters of the list of runs mean, with examples, for the description of the API.</summary>
internal static class RunDescription
{
    private static readonly Dictionary<string, (string What, JsonNode Example)> Parameters = new(StringComparer.Ordinal)
    {
        ["q"] = ("Words that all stand in it: of a company's or person's name, an id (contact:4711, or 4711), an event, an error, a value that was written or proposed. Words of three letters and more may go on.", "lathe contact:4711"),
        ["tenant"] = ("Of this tenant.", "Cust12345"),
        ["status"] = ("completed, processing, failed, proposed, unchanged or skipped.", "failed"),
        ["trigger"] = ("With an event of this name.", "contact.created"),
        ["reason"] = ("Taken up, or ended, for this reason.", "no_company"),
        ["error"] = ("With a dead job that died of this.", "refused"),
        ["since"] = ("Changed then or later: a moment, UTC unless it says otherwise, or how long ago (30m, 24h, 7d).", "24h"),
        ["until"] = ("Changed before; said likewise.", "2026-05-04T08:30Z"),
        ["sort"] = ("changed, started, cost or latency, the greatest first.", "latency"),
        ["after"] = ("Goes on where an answer ended: its 'next'.", "Q2hhbmdlZHww"),
        ["take"] = ("How many at most.", 50),
    };

    public static Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (Parameters.TryGetValue(parameter.Name ?? "", out var known))
            {
                (parameter.Description, parameter.Example) = (known.What, known.Example.DeepClone());
            }
        }

        return Task.CompletedTask;
    }
}
