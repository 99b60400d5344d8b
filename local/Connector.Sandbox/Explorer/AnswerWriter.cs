namespace Connector.Sandbox.Explorer;

/// <summary>Writes the answer to a question. The same question always gets the same answer.</summary>
internal static class AnswerWriter
{
    /// <summary>Companies whose name contains this are unknown to the Explorer: the answer is <c>not_found</c>.</summary>
    public const string UnknownName = "Unknown GmbH";

    public const string Model = "sandbox-rules-1";

    public static Answer Write(Question question)
    {
        if (question.CrmName.Contains(UnknownName, StringComparison.OrdinalIgnoreCase))
        {
            return new() { Status = "not_found", Cost = new(0.001m, "EUR"), Model = Model };
        }

        var vertical = VerticalRules.Classify(question.CrmName, question.CrmWebsite);
        var name = question.CrmName.Trim();
        var city = string.IsNullOrWhiteSpace(question.CrmCity) ? null : question.CrmCity.Trim();
        var (role, texts) = question.SoPersonId is null ? (null, null) : ForPerson(name, question.JobTitle, vertical);
        return new()
        {
            Status = "success",
            CompanyName = name,
            Website = question.CrmWebsite,
            VerticalName = vertical.Name,
            Summary = $"{name}{(city is null ? "" : $" of {city}")} {vertical.Business}. Classified as {vertical.Name}; companies like it are occupied with {vertical.Concern}.",
            Opener = $"When I looked at {name}{(city is null ? "" : $" in {city}")}, one question came up at once: how do you deal with {vertical.Concern}?",
            OpenerSecondary = $"Other companies in {vertical.Name} told us what helped them with {vertical.Concern}; it might interest {name} too.",
            RoleName = role,
            Texts = texts,
            Confidence = vertical.Confidence,
            Cost = new(question.SoPersonId is null ? 0.0123m : 0.0041m, "EUR"),
            Model = Model,
        };
    }

    private static (string Role, AnswerTexts Texts) ForPerson(string company, string? jobTitle, Vertical vertical)
    {
        var (role, cares) = RoleRules.Classify(jobTitle);
        var title = string.IsNullOrWhiteSpace(jobTitle) ? "your position" : jobTitle.Trim();
        return (role, new(
            $"{company}: {cares}",
            $"As {title} at {company} you probably value {cares}. That is where we would like to begin.",
            $"Colleagues in {vertical.Name} use it against {vertical.Concern}."));
    }
}
