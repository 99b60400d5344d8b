using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Contexts;

/// <summary>The contexts that the user keeps.</summary>
internal sealed class ContextsCommand : Command
{
    public ContextsCommand() : base("contexts", "Lists the contexts: which tenants commands can talk to. connector login makes one.")
    {
        SetAction(List);
        Add(new UseCommand());
        Add(new RemoveCommand());
    }

    private static int List(ParseResult parsed)
    {
        var store = ContextStore.OfUser;
        var output = parsed.InvocationConfiguration.Output;
        var found = store.Names().Append(ContextStore.Sandbox).Distinct().Order(StringComparer.Ordinal).Select(name => (Name: name, Context: Read(name))).ToList();
        if (parsed.GetValue(CommonOptions.Json))
        {
            output.WriteLine(new JsonArray([.. found.Select(one => (JsonNode)new JsonObject
            {
                ["name"] = one.Name,
                ["tenant"] = one.Context?.Tenant,
                ["environment"] = one.Context?.Environment,
                ["mode"] = one.Context?.Mode,
                ["current"] = one.Name == store.Current,
            })]).ToJsonString());
            return ExitCode.Good;
        }

        new Screen(output).Table(["", "context", "tenant", "environment", "mode"], found.Select(one => new[]
        {
            one.Name == store.Current ? "*" : "", one.Name, one.Context?.Tenant ?? "(cannot be read)", one.Context?.Environment ?? "", one.Context?.Mode ?? "",
        }));
        return ExitCode.Good;

        static TenantContext? Read(string name)
        {
            try
            {
                return ContextChoice.Named(name);
            }
            catch (CommandException)
            {
                return null;
            }
        }
    }

    private static Argument<string> Which() => new("name") { Description = "The context.", CompletionSources = { _ => [.. ContextStore.OfUser.Names().Select(one => new System.CommandLine.Completions.CompletionItem(one))] } };

    private sealed class UseCommand : Command
    {
        private readonly Argument<string> _name = Which();

        public UseCommand() : base("use", "Uses a context where none is said.")
        {
            Add(_name);
            SetAction(parsed =>
            {
                var context = ContextChoice.Named(parsed.GetRequiredValue(_name));
                ContextStore.OfUser.Use(parsed.GetRequiredValue(_name));
                new Screen(parsed.InvocationConfiguration.Output).Say($"{parsed.GetRequiredValue(_name)} is used where no context is said: {context.Line}");
            });
        }
    }

    private sealed class RemoveCommand : Command
    {
        private readonly Argument<string> _name = Which();

        public RemoveCommand() : base("remove", "Forgets a context with the login and the secrets that are kept for it here. SuperOffice's own consent stays.")
        {
            Add(_name);
            SetAction(parsed =>
            {
                var (store, name) = (ContextStore.OfUser, parsed.GetRequiredValue(_name));
                if (!store.Names().Contains(name, StringComparer.Ordinal))
                {
                    throw name == ContextStore.Sandbox
                        ? new CommandException(ExitCode.Bad, "Nothing is kept for the sandbox; the context itself is always there.")
                        : ContextChoice.Unknown(name);
                }

                store.Remove(name);
                new Screen(parsed.InvocationConfiguration.Output).Say(
                    $"{name} is forgotten here. Who wants the consent to end too withdraws it in SuperOffice, among the apps.");
            });
        }
    }
}
