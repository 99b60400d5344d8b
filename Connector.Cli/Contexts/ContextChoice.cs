using System.CommandLine;
using Connector.AppHost.Tenants;
using Connector.Jobs.Tenants;
using Connector.Tenants.EnvFiles;

namespace Connector.Cli.Contexts;

/// <summary>
/// Finds the context that is meant: the option's, the environment variable's, the one in use, in this order. Never a file <c>.env</c> that happens to lie in
/// the present directory: whoever is in the wrong one would talk to another tenant than they think.
/// </summary>
internal static class ContextChoice
{
    /// <summary>The context.</summary>
    /// <exception cref="CommandException">None is said, or it is not there, or cannot be read.</exception>
    public static TenantContext Of(ParseResult parsed) => Choose(parsed, mayBeNew: false);

    /// <summary>The same, but what is not there yet is an empty one, to be filled.</summary>
    public static TenantContext OrNew(ParseResult parsed) => Choose(parsed, mayBeNew: true);

    /// <summary>A context by its name.</summary>
    /// <exception cref="CommandException">It is not there, or cannot be read.</exception>
    public static TenantContext Named(string name) => Named(name, null, mayBeNew: false);

    private static TenantContext Choose(ParseResult parsed, bool mayBeNew)
    {
        var (env, named) = (parsed.GetValue(ContextOptions.Env), parsed.GetValue(ContextOptions.Context));
        var sandbox = SandboxOf(parsed.GetValue(ContextOptions.SandboxUrl));
        if (env is not null)
        {
            return named is not null
                ? throw new CommandException(ExitCode.Usage, "--context and --env name two tenants: keep one of them.")
                : OfFile($"--env {env}", Path.GetFullPath(env), File.Exists(env) ? env : mayBeNew ? null : throw NoFile(env), EnvRules.Defaults, sandbox);
        }

        var name = named ?? (Environment.GetEnvironmentVariable(ContextOptions.Variable) is { Length: > 0 } variable ? variable : ContextStore.OfUser.Current)
            ?? throw new CommandException(ExitCode.Usage,
                $"Which tenant? Say --context NAME or --env FILE, or set {ContextOptions.Variable}. connector contexts lists those there are; --context sandbox is the sandbox on this machine.");
        return Named(name, sandbox, mayBeNew);
    }

    private static TenantContext Named(string name, Uri? sandbox, bool mayBeNew)
    {
        var file = ContextStore.OfUser.FileOf(name);
        return name == ContextStore.Sandbox
            ? OfFile($"--context {name}", file, File.Exists(file) ? file : null, OfSandbox(), sandbox ?? new Uri(ContextOptions.DefaultSandbox), name)
            : OfFile($"--context {name}", file, File.Exists(file) ? file : mayBeNew ? null : throw Unknown(name), EnvRules.Defaults, sandbox, name);
    }

    private static TenantContext OfFile(
        string option, string keptIn, string? file, IReadOnlyDictionary<string, string> otherwise, Uri? sandbox, string? name = null)
    {
        var values = new Dictionary<string, string>(otherwise);
        if (file is not null)
        {
            foreach (var (key, value) in Read(file).Where(one => one.Value.Length > 0 || WorkerNames.IsOne(one.Key)))
            {
                values[key] = value;
            }
        }

        return new TenantContext(option, keptIn, values, sandbox) { Name = name };
    }

    private static IReadOnlyDictionary<string, string> Read(string file)
    {
        try
        {
            return EnvFile.TryRead(file, out var values, out var problem) ? values : throw new CommandException(ExitCode.Usage, problem);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{file} cannot be read: {failure.Message}");
        }
    }

    // Its page sends browsers to the address that it has registered, and to no other.
    private static Dictionary<string, string> OfSandbox() => new(
        EnvRules.Defaults.Concat(SandboxTenant.Values).Concat(SandboxSecrets.Read()).GroupBy(one => one.Key).Select(one => one.Last()))
    {
        ["SO_REDIRECT_URI"] = "http://127.0.0.1:8009/callback",
    };

    private static Uri? SandboxOf(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.IsLoopback ? url
        : throw new CommandException(
            ExitCode.Usage, $"--sandbox-url takes an address on this machine, such as {ContextOptions.DefaultSandbox}: the login is sent there.");

    private static CommandException NoFile(string path) =>
        new(ExitCode.Usage, $"There is no file {path}. Correct --env, or have it made: connector login --env {path}");

    /// <summary>That there is no such context, and which there are.</summary>
    public static CommandException Unknown(string name)
    {
        var known = ContextStore.OfUser.Names().Append(ContextStore.Sandbox).Distinct().ToList();
        var near = known.MinBy(one => EditDistance.Between(name, one))!;
        return new CommandException(ExitCode.Usage, EditDistance.Between(name, near) <= 2
            ? $"There is no context {name}. Did you mean {near}?"
            : $"There is no context {name}. There are: {string.Join(", ", known)}. connector login --context {name} makes it.");
    }
}
