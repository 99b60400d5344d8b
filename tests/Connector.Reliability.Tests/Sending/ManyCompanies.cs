using Connector.Reliability.Tests.Running;

namespace Connector.Reliability.Tests.Sending;

/// <summary>
/// The people of a tenant: they rename companies and give persons other titles, and SuperOffice posts it. Each change is another, so that
/// what the CRM holds in the end tells which one was seen last.
/// </summary>
internal sealed class ManyCompanies(ConnectorSystem system, Sender sender)
{
    private readonly List<Company> _all = [];

    private int _changes;

    public int Changes => _changes;

    public async Task CreateAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var name = $"Werk{i} Maschinenbau GmbH";
            var (contact, person) = await system.Crm.CreateAsync(name, cancellationToken);
            _all.Add(new Company(contact, person) { Name = name });
            await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), cancellationToken);
            await sender.InsistAsync(WebhookEvent.Of("person", person, changes: "title"), cancellationToken);
        }
    }

    /// <summary>Changes one record after the other until told to stop; ends when all of it is answered with 200.</summary>
    /// <param name="seed">Decides which.</param>
    /// <param name="pace">Time between two changes.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="cancellationToken">Ends it without waiting for answers.</param>
    public async Task ChangeAsync(int seed, TimeSpan pace, CancellationToken stop, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        using var timer = new PeriodicTimer(pace);
        var posts = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            posts.Add(await ChangeOneAsync(random, cancellationToken));
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await Task.WhenAll(posts);
    }

    /// <summary>Changes every record once; returns when all of it is answered with 200.</summary>
    public async Task ChangeAllAsync(CancellationToken cancellationToken)
    {
        foreach (var company in _all)
        {
            await await RenameAsync(company, cancellationToken);
            await await PromoteAsync(company, cancellationToken);
        }
    }

    /// <summary>A change of a company that the connector looks at and leaves alone.</summary>
    public WebhookEvent Irrelevant(int number) => WebhookEvent.Of("contact", _all[number % _all.Count].Contact, changes: "category_idx");

    /// <summary>The CRM holds what follows from its last state: of each entity, but for those named.</summary>
    /// <param name="except">Entities as jobs name them, such as <c>contact:4711</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task EqualTheirLastStateAsync(IReadOnlySet<string> except, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        foreach (var company in _all)
        {
            if (!except.Contains($"contact:{company.Contact}"))
            {
                var fields = await system.Crm.FieldsAsync($"contacts/{company.Contact}", cancellationToken);
                Compare(wrong, $"contact {company.Contact}", fields, CrmFields.OfContact, CrmFields.Summary, company.Name);
            }

            if (!except.Contains($"person:{company.Person}"))
            {
                var fields = await system.Crm.FieldsAsync($"persons/{company.Person}", cancellationToken);
                Compare(wrong, $"person {company.Person}", fields, CrmFields.OfPerson, CrmFields.Intro, $"As {company.Title} at ");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} records do not equal their last state:\n{string.Join('\n', wrong)}");
    }

    private static void Compare(List<string> wrong, string who, IReadOnlyDictionary<string, string> fields, string[] filled, string telling, string expected)
    {
        if (filled.Any(progId => fields[progId].Length == 0) || !fields[telling].Contains(expected, StringComparison.Ordinal))
        {
            wrong.Add($"{who}: '{fields[telling]}' does not tell of '{expected}', or one of {string.Join(", ", filled)} is empty.");
        }
    }

    private Task<Task> ChangeOneAsync(Random random, CancellationToken cancellationToken)
    {
        var company = _all[random.Next(_all.Count)];
        return random.Next(3) > 0 ? RenameAsync(company, cancellationToken) : PromoteAsync(company, cancellationToken);
    }

    private async Task<Task> RenameAsync(Company company, CancellationToken cancellationToken)
    {
        var name = $"{company.Name.Split(" Nr.")[0]} Nr.{Interlocked.Increment(ref _changes)}";
        await system.Crm.EditAsync($"/sandbox/contacts/{company.Contact}", new { name }, cancellationToken);
        company.Name = name;
        return sender.InsistAsync(WebhookEvent.Of("contact", company.Contact, changes: "name"), cancellationToken);
    }

    private async Task<Task> PromoteAsync(Company company, CancellationToken cancellationToken)
    {
        var title = $"Head of Department {Interlocked.Increment(ref _changes)}";
        await system.Crm.EditAsync($"/sandbox/persons/{company.Person}", new { title }, cancellationToken);
        company.Title = title;
        return sender.InsistAsync(WebhookEvent.Of("person", company.Person, changes: "title"), cancellationToken);
    }

    private sealed record Company(int Contact, int Person)
    {
        public string Name { get; set; } = "";

        /// <summary>What the sandbox gives a person.</summary>
        public string Title { get; set; } = "Head of Operations";
    }
}
