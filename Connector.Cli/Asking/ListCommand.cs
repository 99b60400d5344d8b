using System.CommandLine;
using System.Text.Json;

namespace Connector.Cli.Asking;

/// <summary>A command that lists something that is short nearly always; where it is not, a part of it.</summary>
internal abstract class ListCommand : AskingCommand
{
    private readonly Option<int?> _skip = CommonOptions.Skip();
    private readonly Option<int?> _take = CommonOptions.Take();
    private readonly string _path;

    protected ListCommand(string name, string description, string path) : base(name, description)
    {
        _path = path;
        Add(_skip);
        Add(_take);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.Query(_path, Part(parsed)), cancellationToken);

    /// <summary>What the address says of the part that is wanted.</summary>
    protected (string Name, object? Value)[] Part(ParseResult parsed) => [("skip", parsed.GetValue(_skip)), ("take", parsed.GetValue(_take))];
}
