"""Questions as people ask them, about anything: what the recall of a search is measured with.

Texts of the corpus will not do: they lie among its vectors, where a few lists hold all that is near. A question lies
apart from them, and one about something else further still: what is nearest to it is spread over many lists.
"""

QUESTIONS = """
Can I bring my dog to work?
How long do I have to keep receipts for?
What happens if I miss the deadline?
Do I need to tell anyone that I have moved house?
Who do I complain to about a colleague who shouts at patients?
Is it okay to accept a present from a client?
My manager wants me to work through my lunch break, is that allowed?
How much notice must I give before I leave my job?
Am I allowed to treat members of my own family?
What should I do if I find a mistake in somebody's notes?
How do I renew my registration?
Can I get help with childcare costs while I study?
What counts as a reasonable adjustment?
Do I have to pay tax on money I earn abroad?
Someone took a photo of me at work without asking. What are my rights?
Can a student see patients without a supervisor?
Which vaccinations do I need before I start?
I was off sick for three weeks. Will I still be paid?
How do I prove that my English is good enough?
Is my neighbour allowed to build right up to the fence?
Can I refuse to work with a dangerous machine?
What do I do if a child tells me something in confidence?
How do I appeal against a parking fine?
My landlord has not fixed the boiler since November. What can I do?
Can I use artificial intelligence to write my reports?
When may I break confidentiality?
Do volunteers need insurance?
How do I close a company that never traded?
What is the difference between a contractor and an employee?
May I write about a case in my blog if I change the name?
Can I drive with a foreign licence?
How often does the fire alarm have to be tested?
Is a verbal agreement binding?
What should I wear for an interview?
How can I make my website accessible?
I think a patient is in love with me.
Who owns the copyright in what I write at work?
Can I carry over unused holiday into next year?
How do I report a side effect of a medicine?
What if two people share one e-mail address?
""".strip().splitlines()
