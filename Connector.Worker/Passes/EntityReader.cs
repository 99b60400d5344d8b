using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.Worker.Deciding;
using Connector.Worker.Enriching;
using Connector.Worker.Limits;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>An entity that has been read and may be worked on.</summary>
/// <param name="Key">The entity.</param>
/// <param name="Record">The CRM's record now.</param>
/// <param name="Question">What would be asked about it.</param>
/// <param name="Map">Where the answer would go.</param>
/// <param name="InScope">Whether its account may be written without a person's grant.</param>
internal sealed record ReadyEntity(EntityKey Key, CrmRecord Record, Question Question, FieldMap Map, bool InScope)
{
    /// <summary>Names what of the answer a list has no item for; empty if there is none.</summary>
    public string Open { get; init; } = "";

    /// <summary>
    /// The company's websites as the CRM has them now; where it has none any more, the one that was sent. A human who corrected it while the Company
    /// Explorer was thinking has said that the one sent is not the company's.
    /// </summary>
    public IReadOnlyList<string> Websites
    {
        get => field.Count == 0 && Question.Company.Website is { Length: > 0 } sent ? [sent] : field;
        init;
    } = [];

    /// <summary>When the record was read, by Redis' clock, or earlier; null: since the pass began.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>As <see cref="WriteTarget.IsSecondTry"/>.</summary>
    public bool IsSecondTry { get; init; }

    public string Applied => Fingerprint.Applied(Question.Fingerprint, Map.Version, Open);

    public WriteTarget Target => new(Key, Record, Map, Applied, InScope) { ReadAt = ReadAt, IsSecondTry = IsSecondTry };
}

/// <summary>Reads an entity and settles everything that a look at the CRM settles: gone, moved, somebody else's, retired.</summary>
internal sealed class EntityReader(
    SuperOfficeClient client,
    Jobs.Queue.Passes passes,
    KnownEntities knownEntities,
    FieldMaps maps,
    OwnCompany ownCompany,
    IOptions<TenantOptions> options)
{
    private const int MostHops = 3;

    private readonly OwnerList _owners = new(options.Value.Owners);
    private readonly Scope _scope = new(options.Value.Scope);

    /// <summary>Reads; exactly one of the two results is there.</summary>
    public Task<(ReadyEntity? Ready, EntityResult? Settled)> ReadAsync(PassScope scope, EntityKey key, CancellationToken cancellationToken) =>
        key.Kind == EntityKind.Contact ? ReadContactAsync(scope, key, cancellationToken) : ReadPersonAsync(scope, key, cancellationToken);

    /// <summary>The entity's record as it is this moment; null if it is gone.</summary>
    public async Task<CrmRecord?> ReadAgainAsync(EntityKey key, CancellationToken cancellationToken) => key.Kind == EntityKind.Contact
        ? await client.GetContactAsync(key.Id, cancellationToken)
        : await client.GetPersonAsync(key.Id, cancellationToken);

    /// <summary>Whether the CRM does not know the entity any more: an event may be late, or wrong, and what is erased does not come back.</summary>
    public async Task<bool> IsGoneAsync(PassScope scope, EntityKey key, CancellationToken cancellationToken)
    {
        var record = key.Kind == EntityKind.Contact
            ? await scope.ContactAsync(key.Id, cancellationToken)
            : (CrmRecord?)await client.GetPersonAsync(key.Id, cancellationToken);
        scope.SuperOfficeAnswered = true;
        return record is null;
    }

    private async Task<(ReadyEntity? Ready, EntityResult? Settled)> ReadContactAsync(PassScope scope, EntityKey key, CancellationToken cancellationToken)
    {
        var contact = await scope.ContactAsync(key.Id, cancellationToken);
        if (contact is null)
        {
            return Skipped(key, DecisionReason.Deleted.Word());
        }

        if (contact.Deleted)
        {
            // It may come back: then the next event finds it alive, and shows its runs again.
            await passes.HideAsync(scope.Pass, key, cancellationToken);
            return Skipped(key, DecisionReason.SoftDeleted.Word());
        }

        await DescribeAsync(scope, contact, cancellationToken);
        if (!IsOurs(contact))
        {
            return Skipped(key, DecisionReason.ForeignOwner.Word());
        }

        if (await ownCompany.IsAsync(contact.ContactId, cancellationToken))
        {
            return Skipped(key, "own_company");
        }

        var map = await maps.OfContactsAsync(cancellationToken);
        var question = Question.About(contact, options.Value.Terms(), FingerprintParts.Inputs(map, contact.Fields));
        return (new ReadyEntity(key, contact, question, map, _scope.Includes(contact)) { Websites = contact.Websites }, null);
    }

    private async Task<(ReadyEntity? Ready, EntityResult? Settled)> ReadPersonAsync(PassScope scope, EntityKey key, CancellationToken cancellationToken)
    {
        if (!options.Value.Persons.Enrich)
        {
            return Skipped(key, PersonRules.Off);
        }

        var person = await client.With(scope.ClassOf(key)).GetPersonAsync(key.Id, cancellationToken);
        scope.SuperOfficeAnswered = true;
        if (person is null or { Deleted: true })
        {
            return Skipped(key, (person is null ? DecisionReason.Deleted : DecisionReason.SoftDeleted).Word());
        }

        if (person.ContactId is not { } contactId)
        {
            await DescribeAsync(scope, person.FullName, null, cancellationToken);
            return Skipped(key, "no_company");
        }

        var account = AccountKey.OfContact(scope.Tenant, contactId);
        if (account != scope.Pass.Account)
        {
            return (null, Moved(scope, key, account));
        }

        var contact = await scope.ContactAsync(contactId, cancellationToken);
        if (contact is null or { Deleted: true })
        {
            return Skipped(key, PersonRules.CompanyDeleted);
        }

        await DescribeAsync(scope, contact, cancellationToken);
        if (!IsOurs(contact))
        {
            return Skipped(key, DecisionReason.ForeignOwner.Word());
        }

        if (PersonRules.RefusalOf(person, options.Value.Persons) is { } refusal)
        {
            return Skipped(key, refusal);
        }

        if (person.IsAssociate)
        {
            return Skipped(key, "associate");
        }

        if (await ownCompany.IsAsync(contactId, cancellationToken))
        {
            return Skipped(key, "own_company");
        }

        var map = await maps.OfPersonsAsync(cancellationToken);
        var companyMap = await maps.OfContactsAsync(cancellationToken);
        var company = await knownEntities.ReadAsync(scope, EntityKey.Contact(contactId), companyMap, contact, cancellationToken);
        var question = Question.About(
            person, contact, options.Value.Terms(),
            [
                .. FingerprintParts.Inputs(map, person.Fields),
                .. FingerprintParts.HumanVertical(companyMap, contact.Fields, company.Written),
            ]);
        return (new ReadyEntity(key, person, question, map, _scope.Includes(contact)) { Websites = contact.Websites }, null);
    }

    /// <summary>The person belongs to another account: its jobs go there, unless they have gone too often.</summary>
    public static EntityResult Moved(PassScope scope, EntityKey key, AccountKey account) => scope.Pass.Hops < MostHops
        ? new EntityResult.Released(new Release { Reason = ReleaseReason.Moved, MoveTo = account, Entity = key })
        : new EntityResult.Finished(new EntityReport
        {
            Entity = key,
            Outcome = JobOutcome.Dead,
            Reason = "moving",
            Error = $"The person was found at another company {MostHops} times in a row.",
        });

    private bool IsOurs(ContactRecord contact) => _owners.Includes(contact.Owner?.AssociateId ?? 0, contact.Owner?.Name ?? "");

    private Task DescribeAsync(PassScope scope, ContactRecord contact, CancellationToken cancellationToken) =>
        DescribeAsync(scope, contact.Name, contact.Owner?.Name, cancellationToken);

    private async Task DescribeAsync(PassScope scope, string name, string? owner, CancellationToken cancellationToken)
    {
        if (!scope.Described)
        {
            scope.Described = true;
            await passes.DescribeAsync(scope.Pass, name, owner, cancellationToken);
        }
    }

    private static (ReadyEntity? Ready, EntityResult? Settled) Skipped(EntityKey key, string reason) =>
        (null, new EntityResult.Finished(new EntityReport { Entity = key, Outcome = JobOutcome.Skipped, Reason = reason }));
}
