extern alias cli;

using System.Text;
using System.Text.RegularExpressions;
using Connector.Testing;
using CommandLine = cli::Connector.Cli.CommandLine;

namespace Connector.Cli.Tests.Tenants;

/// <summary>A command that is still running.</summary>
internal sealed partial class Running
{
    private readonly StringBuilder _text = new();
    private readonly TextWriter _output;
    private readonly StringBuilder _error = new();
    private readonly Task<int> _task;

    private Running(string[] arguments)
    {
        _output = TextWriter.Synchronized(new StringWriter(_text));
        _task = CommandLine.RunAsync(arguments, _output, new StringWriter(_error), TestContext.Current.CancellationToken);
    }

    public static Running Start(params string[] arguments) => new(arguments);

    /// <summary>The link it prints.</summary>
    public async Task<Uri> LinkAsync() => await FindLinkAsync() ?? throw new InvalidOperationException($"It printed no link: {Said}{_error}");

    /// <summary>The link it prints; null if it ends without one.</summary>
    public async Task<Uri?> FindLinkAsync()
    {
        await Eventually.TrueAsync(() => Task.FromResult(_task.IsCompleted || Link().IsMatch(Said)), cancellationToken: TestContext.Current.CancellationToken);
        var found = Link().Match(Said);
        return found.Success ? new Uri(found.Value) : null;
    }

    public async Task<Cli> EndAsync()
    {
        var exitCode = await _task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return new Cli(exitCode, Said, _error.ToString());
    }

    private string Said
    {
        get
        {
            // Which is what each of its writes does.
            lock (_output)
            {
                return _text.ToString();
            }
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/login/common/oauth/authorize\?\S+(?=\s)")]
    private static partial Regex Link();
}
