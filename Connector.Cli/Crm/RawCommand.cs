using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Raw;

namespace Connector.Cli.Crm;

/// <summary>An answer of the API as it comes, so that no error in our reading can hide what is there.</summary>
internal sealed class RawCommand : Command
{
    public RawCommand() : base("raw", "Shows an answer of the tenant's API as it comes.") => Add(new Get());

    private sealed class Get : TenantCommand
    {
        private readonly Argument<string> _path = new("path") { Description = "The path below the API, such as v1/Contact/4711." };

        public Get() : base("GET", "The answer's text on stdout; its status and headers on stderr. Exit code 1 if it is no success.")
        {
            Aliases.Add("get");
            Add(_path);
        }

        protected override bool SaysWhereAside(ParseResult parsed) => true;

        protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
        {
            RawAnswer answer;
            try
            {
                answer = await session.Raw.GetAsync(session.Parsed.GetRequiredValue(_path), cancellationToken);
            }
            catch (ArgumentException elsewhere)
            {
                throw new CommandException(ExitCode.Usage, elsewhere.Message.Split(" (Parameter")[0]);
            }

            if (session.IsJson)
            {
                await session.WriteJsonAsync(new JsonObject
                {
                    ["status"] = answer.Status,
                    ["headers"] = new JsonObject(answer.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
                    ["body"] = answer.Body,
                });
            }
            else
            {
                await session.Error.WriteLineAsync(
                    $"{answer.Status}{string.Concat(answer.Headers.Select(header => $"\n{header.Key}: {Showing.Screen.Clean(header.Value)}"))}");
                await session.Output.WriteLineAsync(answer.Body);
            }

            return answer.IsSuccess ? ExitCode.Good : ExitCode.Bad;
        }
    }
}
