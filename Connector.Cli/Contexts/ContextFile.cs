using Connector.Tenants.EnvFiles;

namespace Connector.Cli.Contexts;

/// <summary>Keeps a context's values in its file.</summary>
internal static class ContextFile
{
    /// <summary>
    /// Keeps changes; where there is no file yet, one is made with all that the context has. The context sandbox has the rest without a file.
    /// </summary>
    /// <returns>The context with them.</returns>
    /// <exception cref="CommandException">The file cannot be written, or a value cannot stand in it.</exception>
    public static TenantContext Keep(TenantContext context, IReadOnlyCollection<KeyValuePair<string, string>> changes)
    {
        var changed = context.With(changes);
        var isNew = !File.Exists(context.File);
        var values = isNew && context.Name != ContextStore.Sandbox ? changed.Values.Where(one => one.Value.Length > 0 || WorkerNames.IsOne(one.Key)) : changes;
        var text = EnvFileEditor.With(isNew ? "" : File.ReadAllText(context.File), values);
        if (context.Name is not { } name)
        {
            PrivateFile.Write(context.File, text);
        }
        else
        {
            var store = ContextStore.OfUser;
            store.Write(name, text);
            if (store.Current is null)
            {
                store.Use(name);
            }
        }

        return changed;
    }

    /// <summary>Whether its file says something of a name.</summary>
    public static bool Says(TenantContext context, string name) => File.Exists(context.File)
        && File.ReadLines(context.File).Any(line => EnvFile.NameIn(line) == name);
}
