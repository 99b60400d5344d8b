namespace Connector.Cli.Help;

/// <summary>Examples of every command, by its path. A test parses them, so that none goes stale.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> ByCommand = new()
    {
        ["audit"] = ["audit", "audit --deep", "audit --json --url http://localhost:8004"],
        ["find"] = ["find lathe works", "find contact:4711", "find 556016-0680 --json"],
        ["runs"] = ["runs --status failed --since 24h", "runs lathe --tenant Cust12345", "runs --reason no_company --take 500 --json"],
        ["run"] = ["run 0198b1c2d3e4f5061728394a5b6c7d8e", "run 0198b1c2d3e4f506"],
        ["tail"] = ["tail", "tail --tenant Cust12345 --json"],
        ["holds"] = ["holds"],
        ["hold"] = ["hold Cust12345 --reason migration"],
        ["resume"] = ["resume Cust12345"],
        ["drain status"] = ["drain status"],
        ["drain on"] = ["drain on --by Anna"],
        ["drain off"] = ["drain off"],
        ["loss status"] = ["loss status"],
        ["loss accept"] = ["loss accept"],
        ["dead"] = ["dead --tenant Cust12345", "dead --skip 50 --take 50"],
        ["spools"] = ["spools"],
        ["operations"] = ["operations --take 20"],
        ["limits"] = ["limits Cust12345"],
        ["mode"] = ["mode Cust12345 observe --reason \"odd texts\"", "mode Cust12345 write --reason mended --yes"],
        ["stop-writes"] = ["stop-writes Cust12345 --reason \"wrong texts\"", "stop-writes"],
        ["allow-writes"] = ["allow-writes Cust12345"],
        ["explain"] = ["explain Cust12345 contact:4711", "explain Cust12345 contact:4711 --field vertical"],
        ["spend"] = ["spend", "spend --since 2026-11-01", "spend --since 2026-11-01 --tenant Cust12345 --json"],
        ["mapping"] = ["mapping Cust12345"],
        ["alerts list"] = ["alerts list"],
        ["alerts test"] = ["alerts test"],
        ["subscription"] = ["subscription Cust12345"],
        ["proposals"] = ["proposals Cust12345", "proposals Cust12345 contact:4711"],
        ["erasures"] = ["erasures"],
        ["journals list"] = ["journals list"],
        ["journals forget"] = ["journals forget 0198b1c2d3e4f5061728394a5b6c7d8e --reason \"the disk is gone\""],
        ["approve"] = ["approve Cust12345 contact:4711", "approve Cust12345 --all --yes"],
        ["reject"] = ["reject Cust12345 contact:4711 --why \"another company\""],
        ["undo"] = ["undo Cust12345 contact:4711 --why \"wrong texts\"", "undo Cust12345 --from 2026-11-25T08:30Z --until 2026-11-25T09:30Z --dry-run"],
        ["adopt"] = ["adopt Cust12345 --owner KW --dry-run"],
        ["replay"] = ["replay Cust12345 0198b1c2d3e4f5061728394a5b6c7d8e --fresh"],
        ["release"] = ["release Cust12345 --all --yes"],
        ["ignore"] = ["ignore Cust12345 0198b1c2d3e4f5061728394a5b6c7d8e"],
        ["erase"] = ["erase Cust12345 contact:4711 --why \"asked for it\""],
        ["enrich"] = ["enrich Cust12345 contact:4711 contact:4712", "enrich Cust12345 contact:4711 --fresh"],
        ["setup"] = ["setup --context acme", "setup --env acme.env", "setup --context sandbox --no-browser"],
        ["contexts"] = ["contexts"],
        ["contexts use"] = ["contexts use acme"],
        ["contexts remove"] = ["contexts remove acme"],
        ["who-am-i"] = ["who-am-i", "who-am-i --context acme", "who-am-i --env acme.env --json"],
        ["raw GET"] = ["raw GET v1/Contact/4711", "raw GET v1/Contact/UdefLayout/Published --context acme", "raw GET v1/MDOList/udlist108?flat=true"],
        ["login"] = ["login --context acme", "login --env acme.env --no-browser", "login --context acme --system-user"],
        ["discover"] = ["discover --context acme", "discover --markdown --all", "discover --json"],
        ["webhooks list"] = ["webhooks list --context acme"],
        ["webhooks register"] = ["webhooks register https://connector.example.com/connector/webhook"],
        ["webhooks test"] = ["webhooks test https://connector.example.com/connector/webhook", "webhooks test"],
        ["webhooks activate"] = ["webhooks activate", "webhooks activate 12"],
        ["webhooks delete"] = ["webhooks delete 12 --yes"],
        ["company create"] =
        [
            "company create --context sandbox --watch", "company create --name \"Klinikum Nordheide\" --website www.nordheide.example --city Bremen --watch",
        ],
        ["company delete"] = ["company delete --context acme", "company delete 4711 --yes"],
        ["disconnect"] = ["disconnect --context acme", "disconnect --context acme --undo --yes"],
        ["doctor"] = ["doctor --context acme", "doctor --env acme.env --address --ask"],
        ["verify"] = ["verify contact:4711 --context acme"],
        ["check"] = ["check contact:4711", "check person:981 --context acme"],
        ["explorer test"] =
        [
            "explorer test https://explorer.example.com --user connector",
            "explorer test https://explorer.example.com --api-key-file key --ask --company \"Acme GmbH\" --website www.acme.com --city Dresden",
        ],
        ["completion"] = ["completion bash", "completion pwsh"],
    };

    /// <summary>The examples of a command, without the program's name; none for one that only has others below it.</summary>
    public static IReadOnlyList<string> Of(string path) => ByCommand.GetValueOrDefault(path, []);
}
